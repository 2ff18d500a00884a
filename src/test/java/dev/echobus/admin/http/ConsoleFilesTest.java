package dev.echobus.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The console's files as they are served: small, whole, and nothing from elsewhere. */
class ConsoleFilesTest {

    private static final Path FOLDER = Path.of("src/main/resources/dev/echobus/admin/console");

    /** What a page names, or a module imports. */
    private static final Pattern NAMED = Pattern.compile("(?:console/|from '\\./)([A-Za-z.-]+\\.(?:js|css|svg))");

    private static final Pattern ELSEWHERE = Pattern.compile("(?:https?:)?//(?!www\\.w3\\.org/)[a-z]+\\.");

    private final ConsoleFiles files = new ConsoleFiles();

    @Test
    void theyAreSmallTogether() {
        assertThat(files.bytes()).isBetween(60_000, 299_999);
    }

    @Test
    void everyFileIsServedAndEveryNameIsAFile() throws IOException {
        try (var folder = Files.list(FOLDER)) {
            var own = folder.toList();
            var names = own.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
            assertThat(files.names()).containsAll(names);
            for (Path file : own) {
                String text = Files.readString(file);
                Set<String> named = NAMED.matcher(text)
                        .results()
                        .map(match -> match.group(1))
                        .collect(Collectors.toSet());
                assertThat(files.names()).as(file.toString()).containsAll(named);
                assertThat(ELSEWHERE.matcher(text).find())
                        .as(file + " has nothing from elsewhere")
                        .isFalse();
            }
        }
    }

    /** The policy of contents would not run them, and a browser's log would say so. */
    @Test
    void nothingStandsWithinThePage() throws IOException {
        assertThat(Files.readString(FOLDER.resolve("index.html")))
                .doesNotContain("<style")
                .doesNotContain("style=")
                .doesNotContainPattern("<script[^>]*>[^<]")
                .doesNotContainPattern(" on[a-z]+=");
    }
}
