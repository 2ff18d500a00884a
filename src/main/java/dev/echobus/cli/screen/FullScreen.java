package dev.echobus.cli.screen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.TerminalBuilder.SystemOutput;
import org.jline.utils.AttributedString;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * The whole terminal, as long as this is open: what stood there before comes back at the end, however that comes. Keys
 * come on a thread of its own; the rest may be called by any thread.
 */
public final class FullScreen implements AutoCloseable {

    /** The other screen, without a cursor, empty. */
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[2J";

    private static final String LEAVE = "\u001b[0m\u001b[?25h\u001b[?1049l";
    private static final String FIRST_PLACE = "\u001b[H";
    private static final String NOTHING_RIGHT = "\u001b[K";
    private static final String NOTHING_BELOW = "\u001b[J";

    /**
     * From this JDK on the system can be called without a program. Where there is stty, that is run: JLine's own call leaves
     * a terminal with a speed of 0, which lines have, and windows do not care for.
     */
    private static final int FOREIGN_CALLS_JDK = 22;

    /** JLine would tell here, with a stack trace, that it found no program infocmp, which it can do without. Kept: its level is. */
    private static final Logger JLINE = Logger.getLogger("org.jline");

    private final Terminal terminal;
    private final Attributes before;
    private final Thread onExit = new Thread(this::leave, "screen-exit");

    /** Asked for when it changes, as that may take a program. */
    private volatile Size size;

    private boolean isLeft;

    /** Who hears of what happens at a terminal. */
    public interface Listener {
        void onKey(Key key);

        /** There will be no more keys. */
        void onKeysOver();

        /** It has another size, or has to be drawn again. */
        void onChange();
    }

    private FullScreen(Terminal terminal) {
        this.terminal = terminal;
        before = terminal.getAttributes();
        size = terminal.getSize();
    }

    /**
     * Takes the terminal of the standard streams.
     *
     * @throws IOException when it cannot be had; the message says why
     */
    public static FullScreen open(Listener listener) throws IOException {
        var screen = new FullScreen(build());
        Runtime.getRuntime().addShutdownHook(screen.onExit);
        screen.enter();
        Signal.handle(new Signal("WINCH"), signal -> {
            screen.size = screen.terminal.getSize();
            listener.onChange();
        });
        Signal.handle(new Signal("CONT"), signal -> {
            screen.enter();
            listener.onChange();
        });
        // Stopped, it would leave a terminal in which nothing that is typed can be seen.
        Signal.handle(new Signal("TSTP"), SignalHandler.SIG_IGN);
        var keys = new Thread(() -> screen.read(listener), "screen-keys");
        keys.setDaemon(true);
        keys.start();
        return screen;
    }

    private static Terminal build() throws IOException {
        JLINE.setLevel(Level.OFF);
        try {
            return TerminalBuilder.builder()
                    .system(true)
                    .systemOutput(SystemOutput.SysOut)
                    .providers(Runtime.version().feature() < FOREIGN_CALLS_JDK ? "exec" : "exec,ffm")
                    .dumb(false)
                    .nativeSignals(false)
                    .encoding(StandardCharsets.UTF_8)
                    .build();
        } catch (IllegalStateException | IOException refused) {
            Throwable why = refused.getSuppressed().length > 0 ? refused.getSuppressed()[0] : refused;
            throw new IOException(String.valueOf(why.getMessage()), refused);
        }
    }

    public int columns() {
        return size.getColumns();
    }

    public int rows() {
        return size.getRows();
    }

    /** Shows these lines, as many as it has at the most, none wider than it. */
    public synchronized void draw(List<AttributedString> lines) {
        if (!isLeft) {
            String text = String.join(NOTHING_RIGHT + "\r\n", Palette.encoded(lines));
            write(FIRST_PLACE + text + NOTHING_RIGHT + NOTHING_BELOW);
        }
    }

    private synchronized void enter() {
        if (!isLeft) {
            terminal.enterRawMode();
            write(ENTER);
        }
    }

    private synchronized void leave() {
        if (!isLeft) {
            isLeft = true;
            write(LEAVE);
            terminal.setAttributes(before);
        }
    }

    /** Gives the terminal back. What JLine holds goes with the process. */
    @Override
    public void close() {
        leave();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException isEnding) {
            // It has nothing left to do.
        }
    }

    private void read(Listener listener) {
        var keys = new KeyReader(terminal.reader()::read);
        try {
            for (Optional<Key> key = keys.read(); key.isPresent(); key = keys.read()) {
                listener.onKey(key.get());
            }
        } catch (IOException closed) {
            // There is nobody left who could press one.
        }
        listener.onKeysOver();
    }

    private void write(String text) {
        terminal.writer().print(text);
        terminal.writer().flush();
    }
}
