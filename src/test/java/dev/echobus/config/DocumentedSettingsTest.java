package dev.echobus.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.tidy.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DocumentedSettingsTest {

    private static final Path DOCUMENT = Path.of("docs", "CONFIGURATION.md");
    private static final String BEGIN = "<!-- settings:begin -->\n";
    private static final String END = "<!-- settings:end -->";

    @Test
    void theTableIsThatOfTheRecords() throws IOException {
        var text = Files.readString(DOCUMENT);
        assertThat(text).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        var before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        var after = text.substring(text.indexOf(END));

        GeneratedFile.assertHolds(DOCUMENT, before + SettingsTable.markdown() + after);
    }

    @Test
    void everySettingHasARowThatMarkdownKeepsWhole() {
        var rows = SettingsTable.markdown().lines().skip(2).toList();

        var named = SettingsModel.ECHOBUS.families().stream()
                .mapToInt(family -> family.settingsOf("any").size())
                .sum();
        assertThat(rows).hasSize(SettingsModel.ECHOBUS.paths().size() + named);
        assertThat(rows)
                .allSatisfy(row -> assertThat(row.replace("\\|", "").chars().filter(c -> c == '|'))
                        .hasSize(7));
        assertThat(rows)
                .contains("| `server.port` | `9999` | 0..65535 |  | `ECHOBUS_SERVER_PORT` |"
                        + " TCP port to listen on; 0 takes a free one and prints it |");
    }
}
