package dev.echobus.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphsTest {

    @Test
    void shortLinesOfAParagraphAreJoined() {
        assertThat(Paragraphs.wrapped("one\ntwo\n\nthree\n")).isEqualTo("one two\n\nthree\n");
    }

    @Test
    void aLineIsFilledUpToItsWidthAndNotBeyond() {
        String word = "x".repeat(59);
        assertThat(Paragraphs.wrapped(word + "\n" + word + " a")).isEqualTo(word + " " + word + "\na");
        assertThat(Paragraphs.wrapped(word + "\n" + word + "y a")).isEqualTo(word + " " + word + "y\na");
        assertThat(Paragraphs.wrapped(word + "\n" + word + "yz a")).isEqualTo(word + "\n" + word + "yz a");
    }

    @Test
    void itemsKeepTheirMarksAndTheirIndent() {
        assertThat(Paragraphs.wrapped("- one\n  two\n- three\n\n1. four\nfive"))
                .isEqualTo("- one two\n- three\n\n1. four five");
        assertThat(Paragraphs.wrapped("- " + "x".repeat(110) + " yyyyyyyyyy"))
                .isEqualTo("- " + "x".repeat(110) + "\n  yyyyyyyyyy");
    }

    @Test
    void nothingThatIsNoTextIsTouched() {
        String text = "# a\nb\n\n| c |\n| d |\n\n```sh\ne\nf\n```\n<!-- g -->\n> h\n> i\n";
        assertThat(Paragraphs.wrapped(text)).isEqualTo(text);
    }

    @Test
    void noLineBeginsWithAWordThatMarkdownReadsAsAMark() {
        assertThat(Paragraphs.wrapped("x".repeat(118) + " - y")).isEqualTo("x".repeat(118) + " -\ny");
    }
}
