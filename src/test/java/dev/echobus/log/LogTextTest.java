package dev.echobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text from outside stays on its line. Written with code points, so that this file holds none of what it tests. */
class LogTextTest {

    private static final int MAX = LogText.LINE_CHARACTERS_MAX;

    @Test
    void whatPeopleReadStaysAsItIs() {
        var text = "GET /x?y=\"z\" \\n 100 % äöü €, " + Character.toString(0x1f600);
        assertThat(LogText.line(text)).isEqualTo(text);
    }

    @Test
    void anOrdinaryLineCostsNoCopy() {
        var text = "accepted node1-1 127.0.0.1:50000";
        assertThat(LogText.line(text)).isSameAs(text);
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(LogText.line("a\nb\rc\td")).isEqualTo("a\\nb\\rc\\td");
        assertThat(LogText.line(text(0x00, 0x1b, '[', '2', 'J', 0x7f, 0x85, 0x9b)))
                .isEqualTo("\\x00\\x1b[2J\\x7f\\x85\\x9b");
    }

    @Test
    void lineSeparatorsAndBidiOverridesAreEscaped() {
        assertThat(LogText.line(text(0x2028, 0x2029, 0x202e, 0x2066, 0xfeff)))
                .isEqualTo("\\u2028\\u2029\\u202e\\u2066\\ufeff");
    }

    @Test
    void halfAPairAndAnInvisibleTagAreEscaped() {
        assertThat(LogText.line("a" + (char) 0xd83d + "b")).isEqualTo("a\\ud83db");
        assertThat(LogText.line(text(0xe0041))).isEqualTo("\\udb40\\udc41");
    }

    @Test
    void noControlCharacterIsLeftOfAny() {
        var all = new StringBuilder();
        for (int character = 0; character < 0x3000; character++) {
            all.appendCodePoint(character);
            if (all.length() == 1_000) {
                assertHarmless(LogText.line(all.toString()));
                all.setLength(0);
            }
        }
        assertHarmless(LogText.line(all.toString()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, MAX - 1, MAX})
    void aLineOfTheMaximumIsWhole(int characters) {
        assertThat(LogText.line("x".repeat(characters))).isEqualTo("x".repeat(characters));
    }

    @Test
    void aLongerLineIsCutAndTellsHowMuchIsLeftOut() {
        assertThat(LogText.line("x".repeat(MAX + 1))).isEqualTo("x".repeat(MAX) + "... (1 more characters)");
        assertThat(LogText.line("\n".repeat(MAX + 70_000)))
                .isEqualTo("\\n".repeat(MAX) + "... (70000 more characters)");
    }

    @Test
    void theCutSplitsNoPair() {
        var smile = Character.toString(0x1f600);
        assertThat(LogText.line("x".repeat(MAX - 1) + smile))
                .isEqualTo("x".repeat(MAX - 1) + "... (2 more characters)");
        assertThat(LogText.line("x".repeat(MAX - 2) + smile)).isEqualTo("x".repeat(MAX - 2) + smile);
    }

    private static void assertHarmless(String line) {
        assertThat(line.codePoints()).allMatch(character -> switch (Character.getType(character)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        });
    }

    private static String text(int... characters) {
        return new String(characters, 0, characters.length);
    }
}
