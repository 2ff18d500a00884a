package dev.echobus.cli.screen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.screen.Key.Name;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which keys the characters of terminals are. */
class KeyReaderTest {

    /** As xterm, rxvt, the Linux console and tmux send them. */
    @ParameterizedTest
    @CsvSource({
        "[A, UP",
        "OA, UP",
        "[B, DOWN",
        "OB, DOWN",
        "[5~, PAGE_UP",
        "[6~, PAGE_DOWN",
        "[H, HOME",
        "OH, HOME",
        "[1~, HOME",
        "[7~, HOME",
        "[F, END",
        "[4~, END",
        "[8~, END",
        "[C, OTHER",
        "[1;5A, OTHER",
        "[200~, OTHER",
        "x, OTHER"
    })
    void whatFollowsEscapeIsOneKey(String sequence, Name name) throws IOException {
        assertThat(keys("\u001b" + sequence + "q")).containsExactly(Key.of(name), Key.of('q'));
    }

    @Test
    void escapeAloneIsAKey() throws IOException {
        assertThat(keys("a\u001b")).containsExactly(Key.of('a'), Key.of(Name.ESCAPE));
    }

    @Test
    void keysThatTypeNothingHaveNames() throws IOException {
        assertThat(keys("\r\n\t\b\u007f\u0001"))
                .extracting(Key::name)
                .containsExactly(Name.ENTER, Name.ENTER, Name.TAB, Name.BACKSPACE, Name.BACKSPACE, Name.OTHER);
        assertThat(keys("ä")).containsExactly(Key.of('ä'));
    }

    /** Whoever pastes a flood of parameters gets no key that is longer than any. */
    @Test
    void aSequenceWithoutAnEndIsNoKey() throws IOException {
        assertThat(keys("\u001b[" + "1".repeat(40))).first().isEqualTo(Key.of(Name.OTHER));
    }

    private static List<Key> keys(String characters) throws IOException {
        var position = new int[1];
        var reader =
                new KeyReader(withinMs -> position[0] < characters.length() ? characters.charAt(position[0]++) : -1);
        var keys = new ArrayList<Key>();
        for (Optional<Key> key = reader.read(); key.isPresent(); key = reader.read()) {
            keys.add(key.get());
        }
        return keys;
    }
}
