package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What a shell offers behind an option, by the script that {@code completion} prints. */
class CompletionTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final CommandLine commands = Cli.commandLine(new Streams(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)));

    @ParameterizedTest
    @CsvSource({
        "serve, --framing, raw line length",
        "serve, --transport, auto epoll io_uring nio",
        "serve, --responder, echo bus",
        "health, --framing, raw line length",
        "connect, --framing, raw line length",
        "connect, --length-field-bytes, 1 2 4",
        "bench, --framing, raw line length",
        "bench, --arrival, constant exponential",
        "bench, --transport, epoll nio"
    })
    void wordsAreOfferedWhereAllAreKnown(String command, String option, String words) {
        assertThat(commands.getSubcommands()
                        .get(command)
                        .getCommandSpec()
                        .findOption(option)
                        .completionCandidates())
                .containsExactlyElementsOf(List.of(words.split(" ")));
    }

    @Test
    void theScriptHasTheWordsAndOffersFiles() {
        assertThat(commands.execute("completion")).isZero();
        String script = out.toString(StandardCharsets.UTF_8);
        assertThat(script).contains("\"raw\" \"line\" \"length\"", "compgen -f");
        assertThat(script).doesNotContain("\"RAW\"", "\"EPOLL\"", "\"CONSTANT\"");
    }
}
