package dev.echobus.cli;

import dev.echobus.cli.screen.FullScreen;
import dev.echobus.cli.screen.Key;
import dev.echobus.cli.screen.Key.Name;
import dev.echobus.cli.screen.Palette;
import dev.echobus.cli.top.Shown;
import dev.echobus.cli.top.TopScreen;
import dev.echobus.cli.top.View;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Takes what happens in turn, keys, answers, signals, and draws the window anew after each. On the thread that runs; what
 * comes faster than it is drawn waits for room.
 */
final class TopTerminal implements TopPoll.Listener, FullScreen.Listener {

    private static final int EVENTS_MAX = 256;

    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(EVENTS_MAX);

    private View view;
    private Shown shown = Shown.nothing("");

    private sealed interface Event {}

    private record Pressed(Key key) implements Event {}

    private record Came(Shown shown) implements Event {}

    private record Changed() implements Event {}

    /** It is over, with this exit status. */
    private record Over(int exitCode) implements Event {}

    TopTerminal(View view) {
        this.view = view;
    }

    /** Ends it. */
    void end(int exitCode) {
        put(new Over(exitCode));
    }

    /** Waits for the first answers: what goes wrong before is told on a terminal as it was. 0 when they have come. */
    int awaitFirst() throws InterruptedException {
        while (true) {
            Event event = events.take();
            if (event instanceof Over over) {
                return over.exitCode();
            }
            if (event instanceof Came came) {
                shown = came.shown();
                return ExitCode.OK;
            }
        }
    }

    /** Shows what comes until somebody ends it; returns the exit status. */
    int run(FullScreen screen, Palette palette, Consumer<View> wanted) throws InterruptedException {
        while (true) {
            var window = new TopScreen(palette, screen.columns(), screen.rows());
            screen.draw(window.lines(view, shown));
            Event event = events.take();
            if (event instanceof Over over) {
                return over.exitCode();
            }
            if (event instanceof Came came) {
                shown = came.shown();
            }
            if (event instanceof Pressed pressed) {
                if (isQuit(pressed.key())) {
                    return ExitCode.OK;
                }
                view = view.on(pressed.key(), TopScreen.wanted(view, shown), window.room());
                wanted.accept(view);
            }
        }
    }

    private boolean isQuit(Key key) {
        return key.name() == Name.CHARACTER && key.character() == 'q' && !view.isTyping();
    }

    @Override
    public void onShown(Shown next) {
        put(new Came(next));
    }

    @Override
    public void onFailed(int exitCode) {
        put(new Over(exitCode));
    }

    @Override
    public void onKey(Key key) {
        put(new Pressed(key));
    }

    @Override
    public void onKeysOver() {
        put(new Over(ExitCode.OK));
    }

    @Override
    public void onChange() {
        put(new Changed());
    }

    private void put(Event event) {
        try {
            events.put(event);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
