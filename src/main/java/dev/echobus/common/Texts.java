package dev.echobus.common;

/** Shows text that came from outside on one line: control characters escaped, long text cut. */
public final class Texts {

    /** As much of a value as a problem shows: enough to recognise it, too little to flood a terminal. */
    private static final int SHOWN_CHARACTERS_MAX = 80;

    private Texts() {}

    /** The text in quotes, cut to 80 characters; what was cut is told by its length. */
    public static String quoted(String text) {
        var length = text.codePointCount(0, text.length());
        if (length <= SHOWN_CHARACTERS_MAX) {
            return '"' + escape(text, true) + '"';
        }
        var cut = text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS_MAX));
        return '"' + escape(cut, true) + "…\" of " + length + " characters";
    }

    /** The text without quotes, cut to 80 characters. */
    public static String escaped(String text) {
        if (text.codePointCount(0, text.length()) <= SHOWN_CHARACTERS_MAX) {
            return escape(text, false);
        }
        return escape(text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS_MAX)), false) + "…";
    }

    /** The whole text on one line. */
    public static String line(String text) {
        return escape(text, false);
    }

    /** The whole text; in quotes only where its ends would otherwise be lost to the eye. */
    public static String whole(String text) {
        var escaped = escape(text, false);
        var isPlain = !text.isEmpty() && escaped.equals(text) && text.strip().equals(text);
        return isPlain ? text : '"' + escape(text, true) + '"';
    }

    private static String escape(String text, boolean isQuoted) {
        var shown = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            switch (character) {
                case '\n' -> shown.append("\\n");
                case '\r' -> shown.append("\\r");
                case '\t' -> shown.append("\\t");
                case '"', '\\' -> shown.append(isQuoted ? "\\" : "").appendCodePoint(character);
                default -> appendVisibly(shown, character);
            }
        });
        return shown.toString();
    }

    private static void appendVisibly(StringBuilder shown, int character) {
        switch (Character.getType(character)) {
            // Format characters include those that reverse the order of what follows on the terminal.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> shown.append("\\u{%04x}".formatted(character));
            default -> shown.appendCodePoint(character);
        }
    }
}
