package dev.echobus.cli;

import dev.echobus.cli.top.Shown;
import dev.echobus.cli.top.TopScreen;
import dev.echobus.cli.top.View;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/** Prints a table for each look, for whoever is no terminal. On the thread that runs; who looks waits for it. */
final class TopTables implements TopPoll.Listener {

    private static final int EVENTS_MAX = 8;

    private final Streams streams;
    private final View view;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);

    /** Something to show, or the exit status with which it is over. */
    private record Event(@Nullable Shown shown, int exitCode) {}

    TopTables(Streams streams, View view) {
        this.streams = streams;
        this.view = view;
    }

    /** Prints until it is over; returns the exit status. The first look has no rates: it is not shown. */
    int run(boolean isOnce) throws InterruptedException {
        for (int looks = 0; ; looks++) {
            Event event = events.take();
            Shown shown = event.shown();
            if (shown == null) {
                return event.exitCode();
            }
            if (!shown.notice().isEmpty()) {
                streams.complain(shown.notice());
            }
            if (looks == 0) {
                continue;
            }
            if (looks > 1) {
                streams.out().println();
            }
            TopScreen.plain(view, shown).forEach(streams.out()::println);
            streams.out().flush();
            if (streams.outputFailure().isPresent()) {
                return ExitCode.FAILED;
            }
            if (isOnce) {
                return shown.notice().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
            }
        }
    }

    /** Ends it, also while nobody answers. */
    void end(int exitCode) {
        var over = new Event(null, exitCode);
        while (!events.offer(over)) {
            events.poll();
        }
    }

    @Override
    public void onShown(Shown shown) throws InterruptedException {
        events.put(new Event(shown, 0));
    }

    @Override
    public void onFailed(int exitCode) throws InterruptedException {
        events.put(new Event(null, exitCode));
    }
}
