package dev.echobus.cli.screen;

import java.util.List;
import org.jline.utils.AttributedString;

/**
 * A few lines below whatever was printed, drawn again in place. The cursor rests at their start: what is printed meanwhile
 * stands there, and the lines go on below it. Makes what is to be written; any thread.
 */
public final class StatusBlock {

    /** To the start of the line, and nothing left from there to the end of the screen. */
    private static final String CLEAR = "\r\u001b[J";

    private static final String NEXT = "\r\n";

    private StatusBlock() {}

    /** What shows the lines in place of those before. None may reach the terminal's edge: it would take two lines. */
    public static String frame(List<AttributedString> lines) {
        String up = lines.size() > 1 ? "\u001b[" + (lines.size() - 1) + "A" : "";
        return CLEAR + String.join(NEXT, Palette.encoded(lines)) + up + "\r";
    }

    /** What takes them away. */
    public static String clear() {
        return CLEAR;
    }
}
