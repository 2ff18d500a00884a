package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.echobus.config.EchobusConfig;
import dev.echobus.config.SettingDefinition;
import dev.echobus.config.SettingsModel;
import dev.echobus.config.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of problem that one source alone can have, in the words that the operator reads. */
class ConfigProblemsTest extends LoaderTest {

    @Test
    void allProblemsAreToldAtOnceInTheOrderOfTheSources() {
        sources.withFile("conf/config.json", "{\"server\": {\"port\": \"80k\", \"once\": 1}, \"sever\": {}}");
        sources.config("bad.json", "{\"server\": }").naming("missing.json");
        sources.variable("ECHOBUS_SERVER_PROT", "1").variable("ECHOBUS_LOG_LEVEL", "loud");
        sources.set("server.prot=80").set("port").flag("server.port", "65536", "--port");
        sources.set("server.writeBufferLowBytes=65537");

        assertThat(sources.problems())
                .containsExactly(
                        "server.port: expected 0..65535, found \"80k\" (conf/config.json)",
                        "server.once: expected true or false, found 1 (conf/config.json)",
                        "sever: unknown setting, did you mean server? (conf/config.json)",
                        "bad.json:1:12: not JSON: Unexpected character ('}'): expected a value",
                        "missing.json: no such file",
                        "log.level: expected error, warn, info, debug or trace, found \"loud\" (ECHOBUS_LOG_LEVEL)",
                        "ECHOBUS_SERVER_PROT: unknown variable, did you mean ECHOBUS_SERVER_PORT? (environment)",
                        "server.prot: unknown setting, did you mean server.port? (--set)",
                        "--set: expected path=value, found \"port\"",
                        "server.port: expected 0..65535, found \"65536\" (--port)",
                        "server.writeBufferLowBytes: expected at most server.writeBufferHighBytes 65536 (default),"
                                + " found 65537 (--set)");
    }

    @Test
    void everyNumberHoldsItsBoundsOnBothSides() {
        for (var setting : SettingsModel.ECHOBUS.settings()) {
            if (setting.type() instanceof ValueType.WholeNumber number) {
                assertBounds(setting, number.min(), number.max());
            }
        }
    }

    private void assertBounds(SettingDefinition setting, long min, long max) {
        for (var inside : List.of(min, max)) {
            var result = sources.clear().set(setting.path() + "=" + inside).load(EchobusConfig.class);
            assertThat(result).as("%s=%d", setting.path(), inside).isInstanceOf(LoadedConfig.class);
        }
        for (var outside : List.of(min - 1, max + 1)) {
            var result = sources.clear().set(setting.path() + "=" + outside).load(EchobusConfig.class);
            assertThat(LoaderFixture.problemsOf(result))
                    .containsExactly(
                            "%s: expected %d..%d, found \"%d\" (--set)".formatted(setting.path(), min, max, outside));
        }
    }

    @Test
    void textHoldsItsBoundsOnBothSidesCountedInCharacters() {
        var smile = "\uD83D\uDE00";
        sources.set("client.enabled=false").set("server.prefix=" + smile.repeat(1024));
        assertThat(sources.loaded().server().messages().prefix()).hasSize(2048);

        assertThat(sources.set("server.prefix=" + smile.repeat(1025))
                        .set("server.host=")
                        .problems())
                .containsExactly(
                        "server.prefix: expected text of at most 1024 characters, found \"" + smile.repeat(80)
                                + "…\" of 1025 characters (--set)",
                        "server.host: expected text of 1 to 255 characters, found \"\" (--set)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "99999999999999999999999999999999",
                "9223372036854775808",
                "2147483648",
                "1e3",
                "80.0",
                "0x50",
                "+80",
                " 80",
                "",
                "-",
                "٨٠"
            })
    void textThatIsNoNumberIsRefused(String text) {
        assertThat(sources.set("server.port=" + text).problems())
                .containsExactly("server.port: expected 0..65535, found \"" + text + "\" (--set)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "server.port;     80.5;          0..65535;                              80.5",
                "server.port;     1e3;           0..65535;                              1e3",
                "server.port;     1e999999999;   0..65535;                              1e999999999",
                "server.port;     99999999999999999999999999; 0..65535;                 99999999999999999999999999",
                "server.port;     null;          0..65535;                              null",
                "server.port;     true;          0..65535;                              true",
                "server.port;     {};            0..65535;                              an object",
                "server.port;     [80];          0..65535;                              an array",
                "server.port;     \"80\";        0..65535 without quotes;               \"80\"",
                "server.once;     \"true\";      true or false without quotes;          \"true\"",
                "server.once;     \"yes\";       true or false;                         \"yes\"",
                "server.host;     80;            text of 1 to 255 characters;           80",
                "server.host;     null;          text of 1 to 255 characters;           null",
                "server.framing;  \"lines\";     raw, line or length;                   \"lines\"",
                "server.framing;  1;             raw, line or length;                   1",
                "cluster.members; \"a:1\";       an array of texts;                     \"a:1\"",
                "cluster.members; [1];           an array of texts;                     the item 1",
                "cluster.members; [\"a:1,b:2\"]; an array of texts;                     the item \"a:1,b:2\"",
                "cluster.members; [\"\"];        an array of texts;                     the item \"\"",
                "cluster.members; [null];        an array of texts;                     the item null",
            })
    void jsonMustUseTheTypeOfTheSetting(String path, String json, String expected, String found) {
        sources.config("a.json", "{\"" + path + "\": " + json + "}");

        assertThat(sources.problems())
                .containsExactly(path + ": expected " + expected + ", found " + found + " (a.json)");
    }

    @Test
    void sectionsMustBeObjects() {
        sources.config("a.json", "{\"server\": 80, \"client\": [], \"log\": null}")
                .set("server=80");

        assertThat(sources.problems())
                .containsExactly(
                        "server: expected an object with the settings of server, found 80 (a.json)",
                        "client: expected an object with the settings of client, found an array (a.json)",
                        "log: expected an object with the settings of log, found null (a.json)",
                        "server: expected the path of a setting, found a section (--set)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '~',
            value = {
                "{\"log\": {},}; a.json:1:12: not JSON: Unexpected character ('}'): was expecting double-quote",
                "{\"log\": {}; a.json:1:11: not JSON: Unexpected end-of-input",
                "{\"log\": {}, \"log\": {}}; a.json:1:18: not JSON: Duplicate field 'log'",
                "{} {}; a.json:1:4: expected nothing after the JSON object",
                "{} x; a.json:1:4: not JSON: Unrecognized token 'x'",
                "[1]; a.json: expected a JSON object, found an array",
                "80; a.json: expected a JSON object, found 80",
                "~~; a.json: expected a JSON object, found nothing",
                "// nothing; a.json: expected a JSON object, found nothing",
            })
    void badJsonIsToldByLineAndColumnInOneLine(String json, String problem) {
        var problems = sources.config("a.json", json).problems();

        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith(problem)
                .doesNotContain("\n", "Source", "StreamRead", "code");
    }

    @Test
    void theLineOfBadJsonIsCounted() {
        assertThat(sources.config("a.json", "{\n  \"log\": {\n    \"level\": info\n")
                        .problems())
                .singleElement()
                .asString()
                .startsWith("a.json:3:14: not JSON: Unrecognized token 'info'");
    }

    @Test
    void filesThatCannotBeReadAreNamed() throws IOException {
        Files.createDirectories(sources.directory.resolve("conf/config.json"));
        sources.naming("none.json").naming("conf").naming("nul\0.json").naming("");
        sources.variable("ECHOBUS_CONFIG", "gone.json::");

        assertThat(sources.problems())
                .containsExactly(
                        "conf/config.json: expected a file, found a directory",
                        "gone.json: no such file",
                        "none.json: no such file",
                        "conf: expected a file, found a directory",
                        "nul\\u{0000}.json: not a file's name",
                        ": expected a file, found a directory");
    }

    @Test
    void theClassPathIsNeverAskedForAFile() {
        assertThat(getClass().getResource("/dev/echobus/config/Setting.class")).isNotNull();

        assertThat(sources.naming("dev/echobus/config/Setting.class").problems())
                .containsExactly("dev/echobus/config/Setting.class: no such file");
    }

    @Test
    void aFileWithoutPermissionIsNamed() throws IOException {
        sources.config("secret.json", "{}");
        var file = sources.directory.resolve("secret.json");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
        assumeThat(Files.isReadable(file)).as("root reads every file").isFalse();

        assertThat(sources.problems()).containsExactly("secret.json: no permission to read it");
    }

    @Test
    void foundValuesAreEscaped() {
        sources.set("server.port=\u001b[31m\n\"\\\u202e").set("log\r.x=1").set("=1");

        assertThat(sources.problems())
                .containsExactly(
                        "server.port: expected 0..65535, found \"\\u{001b}[31m\\n\\\"\\\\\\u{202e}\" (--set)",
                        "log\\r.x: unknown setting (--set)",
                        "\"\": unknown setting (--set)");
    }
}
