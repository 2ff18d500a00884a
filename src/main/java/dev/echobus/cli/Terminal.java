package dev.echobus.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The terminal that the program was called from: how wide it is. */
final class Terminal {

    /** Where nothing else is known: the least that terminals have had since there are any. */
    private static final int USUAL_COLUMNS = 80;

    private static final File DEVICE = new File("/dev/tty");
    private static final long ANSWER_MAX_MS = 1_000;
    private static final Pattern SIZE = Pattern.compile("\\d+ (\\d{1,4})\\s*");

    private Terminal() {}

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
        } catch (IOException noTerminal) {
            return USUAL_COLUMNS;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
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
