package dev.echobus.cli.screen;

import dev.echobus.common.Texts;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.WCWidth;

/**
 * Texts as a terminal shows them: columns and not characters, as some take two and some none. Nothing that a terminal
 * obeys gets through {@link #shown}. Any thread.
 */
public final class Cells {

    private static final String GAP = "  ";
    private static final String CUT = "…";
    private static final AttributedString GAP_OF_FIELDS = new AttributedString(GAP);

    private Cells() {}

    /** A text from elsewhere on one line: control and format characters escaped, marks that take no column replaced. */
    public static String shown(String text) {
        var shown = new StringBuilder();
        Normalizer.normalize(Texts.line(text), Normalizer.Form.NFC)
                .codePoints()
                .map(character -> WCWidth.wcwidth(character) > 0 ? character : '?')
                .forEach(shown::appendCodePoint);
        return shown.toString();
    }

    /** How many columns it takes. */
    public static int columns(String text) {
        return text.codePoints().map(WCWidth::wcwidth).sum();
    }

    /** As much of it as has room; what was cut is marked. */
    public static String cut(String text, int columns) {
        if (columns(text) <= columns) {
            return text;
        }
        var start = new StringBuilder();
        int left = columns - 1;
        for (int character : text.codePoints().toArray()) {
            left -= WCWidth.wcwidth(character);
            if (left < 0) {
                break;
            }
            start.appendCodePoint(character);
        }
        return columns > 0 ? start + CUT : "";
    }

    /** Exactly so many columns of it, its start at the left. */
    public static String left(String text, int columns) {
        String fitting = cut(text, columns);
        return fitting + " ".repeat(columns - columns(fitting));
    }

    /** Exactly so many columns of it, its end at the right. */
    public static String right(String text, int columns) {
        String fitting = cut(text, columns);
        return " ".repeat(columns - columns(fitting)) + fitting;
    }

    /** Of the fields as many, from the first on, as stand on one line; of the first at least its start. */
    public static AttributedString line(List<AttributedString> fields, int columns) {
        var fitting = new ArrayList<AttributedString>();
        int taken = 0;
        for (AttributedString field : fields) {
            int width = field.columnLength() + (fitting.isEmpty() ? 0 : GAP.length());
            if (taken + width > columns && !fitting.isEmpty()) {
                break;
            }
            fitting.add(field);
            taken += width;
        }
        return fit(AttributedString.join(GAP_OF_FIELDS, fitting), columns);
    }

    /** As much of a line as has room. */
    public static AttributedString fit(AttributedString line, int columns) {
        return line.columnLength() <= columns ? line : line.columnSubSequence(0, columns);
    }

    /** Parts of a line, one after the other. */
    public static AttributedString join(AttributedString... parts) {
        var line = new AttributedStringBuilder();
        for (AttributedString part : parts) {
            line.append(part);
        }
        return line.toAttributedString();
    }
}
