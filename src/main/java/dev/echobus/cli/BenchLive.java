package dev.echobus.cli;

import dev.echobus.cli.screen.Palette;
import dev.echobus.cli.screen.StatusBlock;
import dev.echobus.load.result.TimelinePoint;
import java.io.PrintStream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Shows a run on a terminal while it goes on. Draws on a thread of its own, from what the run tells each second: a
 * terminal that does not take what is written, as after Ctrl-S, keeps nobody else waiting. Any thread; as much is held as
 * one screen shows.
 */
final class BenchLive implements AutoCloseable {

    /** A terminal that stands still is not waited for. */
    private static final long END_MAX_MS = 500;

    /** Seconds that wait to be drawn while the terminal stands still; older ones are not shown. */
    private static final int WAITING_MAX = 60;

    private final PrintStream terminal;
    private final Terminal.Width width;
    private final Palette palette;
    /** Of the drawer alone. */
    private final BenchView view;

    private final Thread drawer = new Thread(this::draw, "bench-view");
    private final ArrayDeque<TimelinePoint> waiting = new ArrayDeque<>();

    private boolean isOver;

    BenchLive(PrintStream terminal, Terminal.Width width, Palette palette, BenchView view) {
        this.terminal = terminal;
        this.width = width;
        this.palette = palette;
        this.view = view;
        drawer.setDaemon(true);
    }

    void start() {
        drawer.start();
    }

    /** A second is over. Returns at once. */
    synchronized void show(TimelinePoint second) {
        if (waiting.size() == WAITING_MAX) {
            waiting.removeFirst();
        }
        waiting.addLast(second);
        notifyAll();
    }

    /** Takes away what is shown. */
    @Override
    public void close() {
        synchronized (this) {
            isOver = true;
            notifyAll();
        }
        try {
            drawer.join(END_MAX_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void draw() {
        try {
            for (TimelinePoint second = next(); second != null; second = next()) {
                view.add(second);
                write(StatusBlock.frame(view.lines(width.columns(), palette)));
            }
            write(StatusBlock.clear());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next second, or null when the run is over. */
    private synchronized @Nullable TimelinePoint next() throws InterruptedException {
        while (waiting.isEmpty() && !isOver) {
            wait();
        }
        return isOver ? null : waiting.removeFirst();
    }

    private void write(String sequence) {
        terminal.print(sequence);
        terminal.flush();
    }
}
