package dev.echobus.cli.screen;

import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedCharSequence.ForceMode;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;

/**
 * What texts look like. Colours say nothing that the words do not: without them all is there. Any thread.
 *
 * @param hasColours whether there are colours, and not only bold and inverse texts
 */
public record Palette(boolean hasColours) {

    /** Every terminal that has colours has these. */
    private static final int COLOURS = 8;

    private static final String NO_COLOR = "NO_COLOR";

    /** With colours, unless the environment asks for none by a {@code NO_COLOR} that is not empty (no-color.org). */
    public static Palette of(Map<String, String> environment) {
        return new Palette(
                String.valueOf(environment.getOrDefault(NO_COLOR, "")).isEmpty());
    }

    /** A text like any other. */
    public AttributedString plain(String text) {
        return new AttributedString(text);
    }

    /** A number that is looked for. */
    public AttributedString strong(String text) {
        return new AttributedString(text, AttributedStyle.BOLD);
    }

    /** What stands around it. */
    public AttributedString faint(String text) {
        return new AttributedString(text, hasColours ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT);
    }

    /** What is as it should be. */
    public AttributedString good(String text) {
        return coloured(text, AttributedStyle.GREEN);
    }

    /** What draws its line. */
    public AttributedString drawn(String text) {
        return coloured(text, AttributedStyle.CYAN);
    }

    /** What somebody should look at. */
    public AttributedString bad(String text) {
        return new AttributedString(
                text, hasColours ? AttributedStyle.BOLD.foreground(AttributedStyle.RED) : AttributedStyle.BOLD);
    }

    /** A bar across the screen. */
    public AttributedString bar(String text) {
        return new AttributedString(text, AttributedStyle.INVERSE);
    }

    private AttributedString coloured(String text, int colour) {
        return new AttributedString(
                text, hasColours ? AttributedStyle.DEFAULT.foreground(colour) : AttributedStyle.DEFAULT);
    }

    /** The lines with the sequences that a terminal takes them by. */
    public static List<String> encoded(List<AttributedString> lines) {
        return lines.stream().map(line -> line.toAnsi(COLOURS, ForceMode.None)).toList();
    }
}
