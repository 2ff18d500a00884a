package dev.echobus.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeSettingsTest {

    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- settings:begin -->\n";
    private static final String END = "<!-- settings:end -->";

    @Test
    void readmeHoldsTheTableOfTheRecords() throws IOException {
        var readme = Files.readString(README);
        assertThat(readme).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        var before = readme.substring(0, readme.indexOf(BEGIN) + BEGIN.length());
        var after = readme.substring(readme.indexOf(END));

        GeneratedFile.assertHolds(README, before + SettingsTable.markdown() + after);
    }

    @Test
    void everySettingHasARowThatMarkdownKeepsWhole() {
        var rows = SettingsTable.markdown().lines().skip(2).toList();

        assertThat(rows).hasSameSizeAs(SettingsModel.ECHOBUS.paths());
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.replace("\\|", "").chars().filter(c -> c == '|'))
                        .hasSize(7));
        assertThat(rows)
                .contains("| `server.port` | `9999` | 0..65535 |  | `ECHOBUS_SERVER_PORT` |"
                        + " TCP port to listen on; 0 takes a free one and prints it |");
    }
}
