package dev.echobus.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** The transcripts of one folder, one test each. */
public final class Transcripts {

    private static final Path ROOT = Path.of("src/test/resources/cli");

    private Transcripts() {}

    /** Calls the program as a transcript says. */
    public interface Runner {
        Run run(Transcript transcript) throws IOException, InterruptedException;
    }

    /** What a call gave, and what of that differs between runs. */
    public record Run(int exit, String out, String err, Placeholders placeholders) {}

    /** A test for each file of a folder. */
    public static Stream<DynamicTest> tests(String folder, Runner runner) throws IOException {
        return files(folder).stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file, runner)));
    }

    /** All transcripts of a folder. */
    public static List<Transcript> all(String folder) throws IOException {
        var transcripts = new ArrayList<Transcript>();
        for (Path file : files(folder)) {
            transcripts.add(Transcript.parse(Files.readString(file)));
        }
        return transcripts;
    }

    private static void check(Path file, Runner runner) throws IOException, InterruptedException {
        Transcript expected = Transcript.parse(Files.readString(file));
        Run run = runner.run(expected);
        Placeholders placeholders = run.placeholders();
        Transcript found = expected.with(
                run.exit(),
                placeholders.hide(run.out(), expected.section("stdout")),
                placeholders.hide(run.err(), expected.section("stderr")));
        if (Boolean.getBoolean("echobus.updateTranscripts")) {
            Files.writeString(file, found.format());
        }
        assertThat(found.format())
                .as("%s; -Dechobus.updateTranscripts=true brings it up to date", file)
                .isEqualTo(Files.readString(file));
    }

    private static List<Path> files(String folder) throws IOException {
        try (var list = Files.list(ROOT.resolve(folder))) {
            return list.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
