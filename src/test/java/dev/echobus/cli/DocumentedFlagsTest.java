package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.tidy.FlagsTidy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documents call commands with flags that these have, and docs/COMMANDS.md names every flag of every command. */
class DocumentedFlagsTest {

    private static final Path COMMANDS = Path.of("docs", "COMMANDS.md");

    private final FlagsTidy tidy = new FlagsTidy(Cli.commandLine(new Streams(
            new ByteArrayInputStream(new byte[0]),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8))));

    @Test
    void documentsCallCommandsWithFlagsTheyHave() throws IOException {
        var findings = new ArrayList<String>();
        for (Path document : documents()) {
            findings.addAll(tidy.unknownFlags(document.toString(), Files.readString(document)));
        }
        assertThat(findings).isEmpty();
    }

    @Test
    void theCommandsPageNamesEveryFlagOfEveryCommand() throws IOException {
        assertThat(tidy.unnamedOptions(Files.readString(COMMANDS))).isEmpty();
    }

    @Test
    void aFlagCountsForTheCommandThatIsCalled() {
        assertThat(unknown("`echobus serve --port 1`, `echobus bus request --count 3 a --zzz`"))
                .containsExactly("doc:1: echobus bus request has no --zzz");
        assertThat(unknown("text\n```sh\n$ echobus connect --port 1 && echobus health --timeout 1\n```"))
                .containsExactly("doc:3: echobus connect has no --port");
        assertThat(unknown("java -Dx=1 `java -jar target/echobus.jar serve --prot=1`"))
                .containsExactly("doc:1: echobus serve has no --prot");
        assertThat(unknown("| `echobus bus subscribe A` | prints; `--count` and `--in-flight` |"))
                .containsExactly("doc:1: echobus bus subscribe has no --in-flight");
    }

    @Test
    void flagsOfOtherProgramsAndOutputDoNotCount() {
        assertThat(unknown("```sh\nmvn --zzz\ncat x | echobus connect 127.0.0.1 1 | nc --zzz\n```"))
                .isEmpty();
        assertThat(unknown("```\n$ echobus config --set a=b\nechobus: a: unknown (--zzz)\n```\n`docker run --zzz`"))
                .isEmpty();
        assertThat(unknown("`java --zzz -jar target/echobus.jar serve --prefix '--zzz'`"))
                .isEmpty();
    }

    @Test
    void anOptionIsNamedByACallOfACommandThatHasItAlone() {
        assertThat(tidy.unnamedOptions("")).contains("echobus serve --port", "echobus bus send --json");
        assertThat(tidy.unnamedOptions("`echobus serve --port 1`, `echobus health --timeout 1`, `--json`"))
                .doesNotContain("echobus serve --port", "echobus config --port", "echobus health --timeout")
                .contains("echobus serve --host", "echobus bus request --timeout", "echobus bus send --json")
                .noneMatch(option -> option.endsWith("--help") || option.endsWith("-V"));
    }

    private List<String> unknown(String text) {
        return tidy.unknownFlags("doc", text);
    }

    private static List<Path> documents() throws IOException {
        var documents =
                new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md"), Path.of("CHANGELOG.md")));
        try (var walk = Files.walk(Path.of("docs"))) {
            walk.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
        }
        return documents;
    }
}
