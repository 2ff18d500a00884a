package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBytesTest {

    private static final String HALF = "\ud83d";
    private static final String WHOLE = "\ud83d\ude00";

    @Test
    void everyCharacterIsReadAsItWas() {
        var all = new StringBuilder();
        for (char character = 0; character < Character.MIN_SURROGATE; character++) {
            all.append(character);
        }
        assertThat(Json.decodeValue(Buffer.buffer(written(all.toString())))).isEqualTo(all.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 5_000, 70_000})
    void textsOfAnyLengthAreReadAsTheyWere(int length) {
        var random = new Random(length);
        var text = new StringBuilder();
        String characters = "abcdefgh?\"\\\n\u0001\u00e9\u20ac";
        random.ints(length, 0, characters.length()).forEach(index -> text.append(characters.charAt(index)));
        assertThat(Json.decodeValue(Buffer.buffer(written(text.toString())))).isEqualTo(text.toString());
    }

    /** UTF-8 has no bytes for it, and a question mark would be another text. */
    @Test
    void halfAPairIsEscapedAndAWholeOneIsNot() {
        assertThat(text("a" + HALF + "b?" + WHOLE + HALF)).isEqualTo("\"a\\ud83db?" + WHOLE + "\\ud83d\"");
        assertThat(text("\ude00" + WHOLE)).isEqualTo("\"\\ude00" + WHOLE + "\"");
        assertThat(text("what?" + WHOLE)).isEqualTo("\"what?" + WHOLE + "\"");
        assertThat(text("what?")).isEqualTo("\"what?\"");
    }

    private static String text(String string) {
        return new String(written(string), StandardCharsets.UTF_8);
    }

    private static byte[] written(String string) {
        var json = new JsonBytes().string(string);
        return Arrays.copyOf(json.array(), json.length());
    }
}
