package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.transcript.Placeholders;
import dev.echobus.transcript.Transcript;
import dev.echobus.transcript.Transcripts;
import dev.echobus.transcript.Transcripts.Run;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Help and usage errors, which come before anything that a process of its own would show. */
class TranscriptTest {

    private static final String FOLDER = "inprocess";

    @TestFactory
    Stream<DynamicTest> callsGoAsTranscribed() throws IOException {
        return Transcripts.tests(FOLDER, TranscriptTest::run);
    }

    @Test
    void theHelpOfEveryCommandIsTranscribed() throws IOException {
        List<String> calls = Transcripts.all(FOLDER).stream()
                .map(transcript -> String.join(" ", transcript.arguments()))
                .toList();

        assertThat(calls).containsAll(helpCalls(Cli.commandLine(streams(new byte[0])), ""));
    }

    private static List<String> helpCalls(CommandLine command, String path) {
        var calls = new ArrayList<>(List.of(path + "--help"));
        command.getSubcommands().forEach((name, child) -> calls.addAll(helpCalls(child, path + name + " ")));
        return calls;
    }

    private static Run run(Transcript transcript) throws IOException {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(transcript.section("input").getBytes(StandardCharsets.UTF_8));
        int exit = Cli.commandLine(new Streams(in, printed(out), printed(err)))
                .execute(transcript.arguments().toArray(String[]::new));
        return new Run(exit, text(out), text(err), Placeholders.of(Map.of()));
    }

    private static Streams streams(byte[] input) {
        return new Streams(
                new ByteArrayInputStream(input),
                printed(new ByteArrayOutputStream()),
                printed(new ByteArrayOutputStream()));
    }

    private static PrintStream printed(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
