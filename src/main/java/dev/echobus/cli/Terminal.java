package dev.echobus.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;
import sun.misc.Signal;

/** The terminal that the program was called from: how wide it is, and what may be written to it. */
final class Terminal {

    /** Where nothing else is known: the least that terminals have had since there are any. */
    private static final int USUAL_COLUMNS = 80;

    private static final File DEVICE = new File("/dev/tty");
    private static final long ANSWER_MAX_MS = 1_000;

    /** From this JDK on the system can be asked without a program and without a library to unpack. */
    private static final int FOREIGN_CALLS_JDK = 22;

    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,4})\\s*");

    private Terminal() {}

    /** Columns that are asked for again when the system tells that they are others. Any thread. */
    static final class Width {

        private volatile int columns;

        private Width(int columns) {
            this.columns = columns;
        }

        /** That of the terminal, from now on. */
        static Width followed() {
            var width = new Width(Terminal.columns());
            Signal.handle(new Signal("WINCH"), signal -> width.columns = Terminal.columns());
            return width;
        }

        static Width fixed(int columns) {
            return new Width(columns);
        }

        int columns() {
            return columns;
        }
    }

    /** Whether a terminal of this environment can be drawn on in place. */
    static boolean isDrawable(Map<String, String> environment) {
        String type = String.valueOf(environment.getOrDefault("TERM", ""));
        return !type.isEmpty() && !type.startsWith("dumb");
    }

    /** Its columns: what {@code COLUMNS} says, else the terminal itself, else 80. Asks another program: not in a loop. */
    static int columns() {
        String asked = System.getenv("COLUMNS");
        if (asked != null && asked.matches("[1-9]\\d{0,3}")) {
            return Integer.parseInt(asked);
        }
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(DEVICE)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!stty.waitFor(ANSWER_MAX_MS, TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return USUAL_COLUMNS;
            }
            return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noProgram) {
            return columnsOfStreams();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return USUAL_COLUMNS;
        }
    }

    /** For where there is no program to ask, as in the image. */
    private static int columnsOfStreams() {
        if (Runtime.version().feature() < FOREIGN_CALLS_JDK) {
            return USUAL_COLUMNS;
        }
        try {
            var terminals = TerminalProvider.load("ffm");
            return Stream.of(SystemStream.Output, SystemStream.Error)
                    .filter(terminals::isSystemStream)
                    .mapToInt(terminals::systemStreamWidth)
                    .filter(columns -> columns > 0)
                    .findFirst()
                    .orElse(USUAL_COLUMNS);
        } catch (IOException | RuntimeException | LinkageError impossible) {
            return USUAL_COLUMNS;
        }
    }

    /** What {@code stty size} printed: rows and columns; a terminal of 0 columns does not know. */
    static int columns(String rowsAndColumns) {
        var size = SIZE.matcher(rowsAndColumns);
        int columns = size.matches() ? Integer.parseInt(size.group(1)) : 0;
        return columns > 0 ? columns : USUAL_COLUMNS;
    }

    /** As many of the text's fields, which two spaces part, as stand on one line of so many columns. */
    static String fit(String text, int columns) {
        String fitting = text;
        while (fitting.length() >= columns) {
            int lastField = fitting.stripTrailing().lastIndexOf("  ");
            if (lastField <= 0) {
                return fitting.substring(0, Math.max(0, columns - 1));
            }
            fitting = fitting.substring(0, lastField).stripTrailing();
        }
        return fitting;
    }
}
