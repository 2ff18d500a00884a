package dev.echobus.log;

/**
 * Makes one line of any text: what could end a line, drive a terminal or turn the direction of writing is escaped, and
 * what is too long is cut. A backslash stays as it is, so that text which was escaped before is not escaped twice.
 */
final class LogText {

    /** As much as people read of one line, and as much as a peer can make one line cost. */
    static final int LINE_CHARACTERS_MAX = 4_096;

    private LogText() {}

    /** The text as one line: itself when it needs no change, as nearly all do. */
    static String line(String text) {
        if (text.length() <= LINE_CHARACTERS_MAX && isPlain(text)) {
            return text;
        }
        var line = new StringBuilder(Math.min(text.length(), LINE_CHARACTERS_MAX) + 64);
        append(line, text);
        return line.toString();
    }

    /** Appends the text as one line. */
    static void append(StringBuilder line, String text) {
        int end = text.length() <= LINE_CHARACTERS_MAX ? text.length() : endOf(text, LINE_CHARACTERS_MAX);
        int at = 0;
        while (at < end) {
            int character = text.codePointAt(at);
            if (isVisible(character)) {
                line.appendCodePoint(character);
            } else {
                escape(line, character);
            }
            at += Character.charCount(character);
        }
        if (end < text.length()) {
            line.append(missing(text, end));
        }
    }

    /** The text as it is, but no longer than so many characters, and with the count of those that are missing. */
    static String cut(String text, int charactersMax) {
        if (text.length() <= charactersMax) {
            return text;
        }
        int end = endOf(text, charactersMax);
        return text.substring(0, end) + missing(text, end);
    }

    private static String missing(String text, int end) {
        return "... (" + (text.length() - end) + " more characters)";
    }

    /** Half of a pair must not be all that is left of it. */
    private static int endOf(String text, int charactersMax) {
        return Character.isHighSurrogate(text.charAt(charactersMax - 1)) ? charactersMax - 1 : charactersMax;
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ' || character > '~') {
                return false;
            }
        }
        return true;
    }

    private static boolean isVisible(int character) {
        if (character >= ' ' && character <= '~') {
            return true;
        }
        return switch (Character.getType(character)) {
            // Format characters include those that reverse the order of what follows on the terminal.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static void escape(StringBuilder line, int character) {
        switch (character) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (character <= 0xff) {
                    hex(line.append("\\x"), character, 2);
                } else {
                    for (char unit : Character.toChars(character)) {
                        hex(line.append("\\u"), unit, 4);
                    }
                }
            }
        }
    }

    private static void hex(StringBuilder line, int value, int digits) {
        for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
            line.append(Character.forDigit((value >> shift) & 0xf, 16));
        }
    }
}
