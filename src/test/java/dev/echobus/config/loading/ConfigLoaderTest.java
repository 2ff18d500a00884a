package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.Endpoint;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.LogLevel;
import dev.echobus.config.MemberAddress;
import dev.echobus.config.OtherValue;
import dev.echobus.config.SettingDefinition;
import dev.echobus.config.SettingsModel;
import dev.echobus.config.TransportKind;
import dev.echobus.config.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every source, and which of two wins. */
class ConfigLoaderTest extends LoaderTest {

    @Test
    void withoutAnySourceTheDefaultsHold() {
        assertThat(sources.loaded()).isEqualTo(EchobusConfig.defaults());
        assertThat(sources.source("server.port")).isEqualTo("default");
    }

    @Test
    void laterSourcesWin() {
        sources.withFile("conf/config.json", server(1));
        assertPort(1, "conf/config.json");
        sources.withFile("a.json", server(2)).withFile("b.json", server(3)).variable("ECHOBUS_CONFIG", "a.json:b.json");
        assertPort(3, "b.json");
        sources.config("c.json", server(4)).config("d.json", server(5));
        assertPort(5, "d.json");
        sources.variable("ECHOBUS_SERVER_PORT", "6");
        assertPort(6, "ECHOBUS_SERVER_PORT");
        sources.set("server.port=7");
        assertPort(7, "--set");
        sources.flag("server.port", "8", "--port");
        assertPort(8, "--port");
        sources.set("server.port=9");
        assertPort(9, "--set");
    }

    @Test
    void filesOfTheEnvironmentComeBeforeThoseOfTheCommandLine() {
        sources.config("flag.json", server(4)).withFile("variable.json", server(2));
        sources.variable("ECHOBUS_CONFIG", "variable.json");

        assertPort(4, "flag.json");
    }

    @Test
    void sourcesAddUpSettingBySetting() {
        sources.config("a.json", "{\"server\": {\"port\": 1, \"once\": true}}");
        sources.config("b.json", "{\"server\": {\"port\": 2}, \"log\": {\"level\": \"debug\"}}");

        var config = sources.loaded();

        assertThat(config.server().port()).isEqualTo(2);
        assertThat(config.server().limits().once()).isTrue();
        assertThat(config.log().level()).isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void everySettingCanBeSetByItsVariableByAFlagAndByAFile() {
        for (var setting : SettingsModel.ECHOBUS.settings()) {
            var other = OtherValue.textFor(setting);
            sources.clear().variable(setting.variable(), other);
            assertRow(setting, other, setting.variable());

            sources.clear().flag(setting.path(), other, "--flag");
            assertRow(setting, other, "--flag");

            sources.clear().config("a.json", nested(setting.path(), json(setting, other)));
            assertRow(setting, other, "a.json");
        }
    }

    @Test
    void variablesSplitCamelCaseIntoWords() {
        assertThat(SettingsModel.ECHOBUS.variables())
                .contains(
                        "ECHOBUS_SERVER_IDLE_TIMEOUT_MS",
                        "ECHOBUS_CLIENT_SERVERS",
                        "ECHOBUS_CLUSTER_HEARTBEAT_INTERVAL_MS")
                .hasSameSizeAs(SettingsModel.ECHOBUS.paths())
                .allMatch(name -> name.matches("ECHOBUS(_[A-Z]+)+"));
    }

    @Test
    void filesMayHoldCommentsAByteOrderMarkAndKeysWithDots() {
        sources.config("a.json", "\uFEFF// one\n{ /* two\n lines */ \"server.port\": 80, // three\n \"log\": {} }");

        assertPort(80, "a.json");
    }

    @Test
    void anAbsoluteFileNeedsNoWorkingDirectory(@TempDir Path elsewhere) throws IOException {
        var file = Files.writeString(elsewhere.resolve("absolute.json"), server(80));
        sources.naming(file.toString());

        assertPort(80, file.toString());
    }

    @Test
    void theValueAfterTheFirstEqualsSignIsTakenLiterally() {
        sources.set("client.enabled=false").set("server.prefix= a=b\n");

        assertThat(sources.loaded().server().messages().prefix()).isEqualTo(" a=b\n");
    }

    @Test
    void anEmptyVariableIsAnEmptyText() {
        sources.config("a.json", "{\"server\": {\"prefix\": \"x\"}}").variable("ECHOBUS_SERVER_PREFIX", "");

        assertThat(sources.loaded().server().messages().prefix()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"io_uring", "io-uring", "IO_URING", "Io-Uring"})
    void choicesForgiveCaseAndDashes(String text) {
        assertThat(sources.set("runtime.transport=" + text).loaded().runtime().transport())
                .isEqualTo(TransportKind.IO_URING);
    }

    @Test
    void listsComeFromArraysAndFromTextWithCommas() {
        sources.config("a.json", "{\"cluster\": {\"members\": [\"a:1\", \"[::1]:2\"]}}");
        assertThat(sources.loaded().cluster().members())
                .extracting(MemberAddress::endpoint)
                .containsExactly(Endpoint.tcp("a", 1), Endpoint.tcp("::1", 2));

        sources.variable("ECHOBUS_CLUSTER_MEMBERS", "b:3, c:4");
        assertThat(sources.loaded().cluster().members())
                .extracting(MemberAddress::endpoint)
                .containsExactly(Endpoint.tcp("b", 3), Endpoint.tcp("c", 4));

        sources.set("cluster.members=");
        assertThat(sources.loaded().cluster().members()).isEmpty();
    }

    @Test
    void theTableListsEverySettingInTheOrderOfTheRecords() {
        var table = sources.set("client.enabled=false")
                .set("server.prefix=msg: ")
                .loadedWithTable()
                .table();

        assertThat(table).extracting(EffectiveSetting::path).containsExactlyElementsOf(SettingsModel.ECHOBUS.paths());
        assertThat(table)
                .contains(
                        new EffectiveSetting("server.prefix", "\"msg: \"", "--set"),
                        new EffectiveSetting("cluster.members", "\"\"", "default"),
                        new EffectiveSetting("runtime.transport", "auto", "default"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "quickstart.json", "cluster.json"})
    void filesOfTheProjectLoad(String name) {
        sources.naming(Path.of("conf", name).toAbsolutePath().toString());

        var config = sources.loaded();

        assertThat(config)
                .isEqualTo(
                        switch (name) {
                            case "config.json" -> EchobusConfig.defaults();
                            case "quickstart.json" ->
                                sources.clear()
                                        .set("server.prefix=I have received the msg: ")
                                        .set("log.payloads=true")
                                        .set("client.enabled=false")
                                        .loaded();
                            default ->
                                sources.clear()
                                        .set("cluster.enabled=true")
                                        .set("cluster.members=127.0.0.1:5701,127.0.0.1:5703,127.0.0.1:5705")
                                        .loaded();
                        });
    }

    /** Without the checks across settings, which one changed alone may fail. */
    private void assertRow(SettingDefinition setting, String value, String source) {
        var result = (LoadedConfig<EchobusConfig>) sources.load(EchobusConfig.class);

        var shown = setting.facts().secret() ? "********" : value;
        assertThat(result.table()).contains(new EffectiveSetting(setting.path(), shown, source));
        assertThat(result.table())
                .filteredOn(row -> !row.source().equals("default"))
                .hasSize(1);
    }

    private static String nested(String path, String json) {
        var names = path.split("\\.");
        return "{\"" + String.join("\": {\"", names) + "\": " + json + "}".repeat(names.length);
    }

    private static String json(SettingDefinition setting, String value) {
        if (setting.type() instanceof ValueType.ListOf) {
            return "[\"" + value.replace(",", "\", \"") + "\"]";
        }
        var isBare = setting.type() instanceof ValueType.WholeNumber || setting.type() instanceof ValueType.Truth;
        return isBare ? value : '"' + value + '"';
    }

    private void assertPort(int port, String source) {
        assertThat(sources.loaded().server().port()).isEqualTo(port);
        assertThat(sources.source("server.port")).isEqualTo(source);
    }

    private static String server(int port) {
        return "{\"server\": {\"port\": " + port + "}}";
    }
}
