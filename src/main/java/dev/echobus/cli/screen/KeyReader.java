package dev.echobus.cli.screen;

import dev.echobus.cli.screen.Key.Name;
import java.io.IOException;
import java.util.Optional;

/** Makes keys of the characters that a terminal sends: some keys send several, the first of them ESC. One thread. */
final class KeyReader {

    /** The characters of one key come together; who presses Escape takes longer. */
    static final long SAME_KEY_MS = 50;

    /** As many as the longest key that there is sends. */
    private static final int SEQUENCE_MAX = 16;

    private static final int ESCAPE = 0x1b;
    private static final int DELETE = 0x7f;

    /** Where characters come from. */
    interface Source {
        /** The next one, negative where none came within this time, which 0 does not bound, or will come. */
        int read(long withinMs) throws IOException;
    }

    private final Source source;

    KeyReader(Source source) {
        this.source = source;
    }

    /** Waits for the next key; empty when there will be none. */
    Optional<Key> read() throws IOException {
        int character = source.read(0);
        if (character < 0) {
            return Optional.empty();
        }
        return Optional.of(
                switch (character) {
                    case ESCAPE -> sequence();
                    case '\r', '\n' -> Key.of(Name.ENTER);
                    case '\b', DELETE -> Key.of(Name.BACKSPACE);
                    case '\t' -> Key.of(Name.TAB);
                    default -> character < ' ' ? Key.of(Name.OTHER) : Key.of(character);
                });
    }

    /** What follows ESC: nothing, or {@code [} or {@code O}, parameters, and what ends them. */
    private Key sequence() throws IOException {
        int introducer = source.read(SAME_KEY_MS);
        if (introducer < 0) {
            return Key.of(Name.ESCAPE);
        }
        if (introducer != '[' && introducer != 'O') {
            return Key.of(Name.OTHER);
        }
        var sequence = new StringBuilder();
        int character = source.read(SAME_KEY_MS);
        while (character >= ' ' && character < '@' && sequence.length() < SEQUENCE_MAX) {
            sequence.append((char) character);
            character = source.read(SAME_KEY_MS);
        }
        return Key.of(
                switch (sequence.append((char) Math.max(0, character)).toString()) {
                    case "A" -> Name.UP;
                    case "B" -> Name.DOWN;
                    case "H", "1~", "7~" -> Name.HOME;
                    case "F", "4~", "8~" -> Name.END;
                    case "5~" -> Name.PAGE_UP;
                    case "6~" -> Name.PAGE_DOWN;
                    default -> Name.OTHER;
                });
    }
}
