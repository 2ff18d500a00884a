package dev.echobus;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.tidy.DocsTidy;
import dev.echobus.tidy.GeneratedFile;
import dev.echobus.tidy.JavaTidy;
import dev.echobus.tidy.Paragraphs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The style guide, held against every source file and document of this project. */
class TidyTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path MAIN = ROOT.resolve("src/main/java");
    /** What a newcomer reads in five minutes; the rest has a page of its own under docs. */
    private static final int README_MAX_LINES = 250;

    private static final Path TEST = ROOT.resolve("src/test/java");

    private static final Path LAUNCHER = ROOT.resolve("src/main/launcher");

    /** Verticles to be copied. */
    private static final Path EXAMPLES = ROOT.resolve("src/test/clients/jvm");

    @Test
    void sourcesKeepTheStyle() throws IOException {
        var findings = new ArrayList<String>();
        var sources = sources();
        for (var source : sources) {
            var path = ROOT.relativize(source).toString();
            findings.addAll(JavaTidy.findings(path, Files.readString(source)));
        }
        assertThat(sources).contains(MAIN.resolve("dev/echobus/Main.java"));
        assertThat(findings).isEmpty();
    }

    @Test
    void everyPackageTellsItsJob() throws IOException {
        var sources = files(MAIN, ".java");
        assertThat(sources).isNotEmpty();
        assertThat(JavaTidy.packagesWithoutInfo(sources)).isEmpty();
    }

    @Test
    void documentsNameWhatExists() throws IOException {
        var tidy = new DocsTidy(sourceNames());
        var findings = new ArrayList<String>();
        var documents = documents();
        for (var document : documents) {
            findings.addAll(tidy.findings(ROOT, document, Files.readString(document)));
        }
        assertThat(documents).contains(ROOT.resolve("CHANGELOG.md"));
        assertThat(findings).isEmpty();
    }

    @Test
    void theReadmeIsAFrontDoor() throws IOException {
        assertThat(Files.readAllLines(ROOT.resolve("README.md"))).hasSizeLessThanOrEqualTo(README_MAX_LINES);
    }

    /** What the bench writes keeps its writer's lines. */
    @Test
    void paragraphsAreWrapped() throws IOException {
        var documents = documents().stream()
                .filter(it -> it.toString().endsWith(".md") && !it.endsWith("BENCHMARKS.md"))
                .toList();
        assertThat(documents).hasSizeGreaterThan(20);
        for (var document : documents) {
            GeneratedFile.assertHolds(document, Paragraphs.wrapped(Files.readString(document)));
        }
    }

    @Test
    void everyIdeaOfLibeventIsShownByATest() throws IOException {
        String text = Files.readString(ROOT.resolve("docs/LIBEVENT.md"));
        assertThat(text).contains("| `event_base_dispatch` |");
        assertThat(DocsTidy.rowsWithoutMethod("LIBEVENT.md", text)).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<>(files(MAIN, ".java"));
        sources.addAll(files(LAUNCHER, ".java"));
        sources.addAll(files(TEST, ".java"));
        return sources;
    }

    private static List<Path> documents() throws IOException {
        var documents = new ArrayList<Path>();
        for (var name : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")) {
            documents.add(ROOT.resolve(name));
        }
        documents.addAll(files(ROOT.resolve("docs"), ".md"));
        documents.addAll(files(ROOT.resolve("conf"), ".json"));
        return documents;
    }

    /** Qualified names of all classes that have a file, and of their packages. */
    private static Set<String> sourceNames() throws IOException {
        var classes = Stream.concat(
                files(MAIN, ".java").stream().map(MAIN::relativize),
                Stream.concat(
                        files(TEST, ".java").stream().map(TEST::relativize),
                        files(EXAMPLES, ".java").stream().map(EXAMPLES::relativize)));
        // Those of the launcher are in no package: their folder stands for it.
        return Stream.concat(
                        classes.flatMap(it -> Stream.of(it, it.getParent())),
                        files(LAUNCHER, ".java").stream().map(ROOT::relativize))
                .map(it -> it.toString().replace(".java", "").replace('/', '.'))
                .collect(toSet());
    }

    private static List<Path> files(Path folder, String ending) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var walk = Files.walk(folder)) {
            return walk.filter(it -> it.toString().endsWith(ending)).sorted().toList();
        }
    }
}
