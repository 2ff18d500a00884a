package dev.echobus.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocsTidyTest {

    private final DocsTidy tidy = new DocsTidy(Set.of(
            "dev.echobus",
            "dev.echobus.bus",
            "dev.echobus.bus.Addresses",
            "dev.echobus.Main",
            "dev.echobus.tidy.DocsTidyTest"));

    @TempDir
    private Path root;

    @BeforeEach
    void writeNeighbours() throws IOException {
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(root.resolve("docs/PROTOCOL.md"), "# Protocol\n");
    }

    @Test
    void pathsOfOneMachineAreFound() {
        assertThat(findings("A file in /tmp/echo.sock, at https://example.org/home/x, or src/home/y."))
                .isEmpty();
        assertThat(findings("Fine.\nSee `/root/notes.txt`."))
                .containsExactly("README.md:2: path of one machine: /root/notes.txt");
        assertThat(findings("cd /root/project")).hasSize(1);
        assertThat(findings("(/home/me/x)")).hasSize(1);
    }

    @Test
    void namedSourceFilesExist() {
        assertThat(findings("`Addresses.java`, src/main/java/dev/echobus/Main.java"))
                .isEmpty();
        assertThat(findings("see Gone.java")).containsExactly("README.md:1: no such file: Gone.java");
    }

    @Test
    void namedClassesAndPackagesExist() {
        assertThat(findings("`dev.echobus.bus`, `dev.echobus.bus.Addresses.CLIENT_ECHO`, `dev.echobus.Main()`"))
                .isEmpty();
        assertThat(findings("a `dev.echobus.bus.Gone`"))
                .containsExactly("README.md:1: no such class or package: dev.echobus.bus.Gone");
        assertThat(findings("a `dev.echobus.gone`")).hasSize(1);
    }

    @Test
    void namedMethodsExist() {
        assertThat(findings("`DocsTidyTest#namedMethodsExist`")).isEmpty();
        assertThat(findings("`DocsTidyTest#gone`")).containsExactly("README.md:1: no such method: `DocsTidyTest#gone`");
        assertThat(findings("`GoneTest#namedMethodsExist`")).hasSize(1);
    }

    @Test
    void rowsWithoutAMethodAreFound() {
        String table = "| A | B |\n|---|---|\n| `a` | `ATest#a` |\n| `b` | none |\n";
        assertThat(DocsTidy.rowsWithoutMethod("a.md", table)).containsExactly("a.md:4");
    }

    @Test
    void relativeLinksResolve() {
        assertThat(findings("[a](docs/PROTOCOL.md) ![b](docs/PROTOCOL.md#x \"T\") [c](#here) [d](https://example.org)"))
                .isEmpty();
        assertThat(findings("[a](docs/GONE.md)\n![b](gone.png)"))
                .containsExactly(
                        "README.md:1: link leads nowhere: docs/GONE.md", "README.md:2: link leads nowhere: gone.png");
    }

    @Test
    void linksAreRelativeToTheirDocument() {
        var document = root.resolve("docs/OPERATE.md");
        assertThat(tidy.findings(root, document, "[a](PROTOCOL.md)")).isEmpty();
        assertThat(tidy.findings(root, document, "[a](docs/PROTOCOL.md)")).hasSize(1);
    }

    @Test
    void bracketsInCodeAreNoLinks() {
        assertThat(findings("`a[0](x)`\n```sh\nb[1](y)\n```\n")).isEmpty();
        assertThat(findings("```sh\nb[1](y)\n```\n[a](gone)")).containsExactly("README.md:4: link leads nowhere: gone");
    }

    @Test
    void configurationIsNotReadAsMarkdown() {
        assertThat(tidy.findings(root, root.resolve("conf/a.json"), "// [x](gone)"))
                .isEmpty();
        assertThat(tidy.findings(root, root.resolve("conf/a.json"), "{\"key\": \"/root/a.pem\"}"))
                .hasSize(1);
    }

    private List<String> findings(String text) {
        return tidy.findings(root, root.resolve("README.md"), text);
    }
}
