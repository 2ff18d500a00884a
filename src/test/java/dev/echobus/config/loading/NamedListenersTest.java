package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ListenerSection;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.LogLevel;
import dev.echobus.config.ResponderKind;
import dev.echobus.config.SettingChange;
import dev.echobus.config.TestConfigs;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Listeners with names of their own, from every source, and what they take over from the server. */
class NamedListenersTest extends LoaderTest {

    private static final FramingSpec LINES = new FramingSpec(FramingKind.LINE, 4);

    @Test
    void theServerAloneIsOneListenerNamedEcho() {
        assertThat(sources.set("server.port=80")
                        .set("server.framing=line")
                        .loaded()
                        .allListeners())
                .containsExactly(
                        new ListenerConfig("echo", Endpoint.tcp("0.0.0.0", 80), LINES, "", ResponderKind.ECHO, false));
    }

    @Test
    void whatAListenerLeavesOutIsAsTheServerHasIt() {
        sources.set("server.framing=line").set("server.prefix=> ");
        sources.set("listeners.side.url=tcp://[::1]:0").set("listeners.side.responder=bus");

        assertThat(sources.loaded().allListeners())
                .element(1)
                .isEqualTo(new ListenerConfig("side", Endpoint.tcp("::1", 0), LINES, "> ", ResponderKind.BUS, false));
        assertThat(sources.loadedWithTable().table())
                .endsWith(
                        new EffectiveSetting("listeners.side.url", "tcp://[::1]:0", "--set"),
                        new EffectiveSetting("listeners.side.framing", "line", "server.framing"),
                        new EffectiveSetting("listeners.side.lengthFieldBytes", "4", "server.lengthFieldBytes"),
                        new EffectiveSetting("listeners.side.prefix", "\"> \"", "server.prefix"),
                        new EffectiveSetting("listeners.side.responder", "bus", "--set"),
                        new EffectiveSetting("listeners.side.stamp", "false", "server.stamp"));
    }

    @Test
    void everySourceReachesThemAndLaterOnesWin() {
        sources.config("a.json", "{\"listeners\": {\"web2\": {\"url\": \"tcp://a:1\", \"prefix\": \"file\"}}}");
        sources.variable("ECHOBUS_LISTENERS_WEB2_URL", "tcp://b:2")
                .variable("ECHOBUS_LISTENERS_WEB2_LENGTH_FIELD_BYTES", "2")
                .variable("ECHOBUS_LISTENERS_WEB2_FRAMING", "length");
        sources.set("listeners.web2.url=c:3");

        assertThat(sources.loaded().allListeners())
                .element(1)
                .isEqualTo(new ListenerConfig(
                        "web2",
                        Endpoint.tcp("c", 3),
                        new FramingSpec(FramingKind.LENGTH, 2),
                        "file",
                        ResponderKind.ECHO,
                        false));
        assertThat(sources.source("listeners.web2.framing")).isEqualTo("ECHOBUS_LISTENERS_WEB2_FRAMING");
    }

    @Test
    void theyKeepTheOrderInWhichTheyAreNamed() {
        sources.set("listeners.z.url=a:1").set("listeners.a.url=a:2").set("listeners.m.url=a:3");

        assertThat(sources.loaded().allListeners())
                .extracting(ListenerConfig::name)
                .containsExactly("echo", "z", "a", "m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "listeners.public.framing=line; listeners.public.url: expected host:port, tcp://host:port or"
                        + " [IPv6]:port with a port of 0..65535, found nothing",
                "listeners.public.url=9443; listeners.public.url: expected host:port, tcp://host:port or [IPv6]:port"
                        + " with a port of 0..65535, found \"9443\" (--set)",
                "listeners.public.url=tls://a:1; listeners.public.url: expected tcp:// (tls:// is not supported), found"
                        + " \"tls://a:1\" (--set)",
                "listeners.public.frming=raw; listeners.public.frming: unknown setting, did you mean"
                        + " listeners.public.framing? (--set)",
                "listener.public.url=a:1; listener.public.url: unknown setting, did you mean listeners.public.url?"
                        + " (--set)",
                "listeners.public=1; listeners.public: expected the path of a setting, found a section (--set)",
                "listeners.Public.url=a:1; listeners.Public: expected a name of 1 to 32 lower-case letters and digits"
                        + " that starts with a letter, found \"Public\" (--set)",
                "listeners.echo.url=a:1; listeners.echo.url: expected another name than echo, which is the listener of"
                        + " server.host and server.port, found tcp://a:1 (--set)"
            })
    void problemsNameTheListener(String setting, String problem) {
        assertThat(sources.set(setting).problems()).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "public", "web2", "abcdefghijklmnopqrstuvwxyz012345"})
    void namesAreLowerCaseLettersAndDigits(String name) {
        assertThat(sources.set("listeners." + name + ".url=a:1").load()).isInstanceOf(LoadedConfig.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2web", "a-b", "a_b", "camelCase", "abcdefghijklmnopqrstuvwxyz0123456", "é"})
    void otherNamesAreRefusedInFilesToo(String name) {
        assertThat(sources.config("a.json", "{\"listeners\": {\"" + name + "\": {\"url\": \"a:1\"}}}")
                        .problems())
                .containsExactly("listeners." + name + ": expected a name of 1 to 32 lower-case letters and digits that"
                        + " starts with a letter, found \"" + name + "\" (a.json)");
    }

    @Test
    void aSectionWithoutSettingsLacksItsAddress() {
        sources.config("a.json", "{\"listeners\": {\"empty\": {}, \"number\": 1}}");

        assertThat(sources.problems())
                .containsExactly(
                        "listeners.number: expected an object with the settings of listeners.number, found 1 (a.json)",
                        "listeners.empty.url: expected host:port, tcp://host:port or [IPv6]:port with a port of"
                                + " 0..65535, found nothing");
    }

    @Test
    void mistypedVariablesFindTheirNeighbour() {
        sources.variable("ECHOBUS_LISTENERS_WEB_FRAMNG", "raw").variable("ECHOBUS_LISTENERS_WEB_URL", "a:1");

        assertThat(sources.problems())
                .containsExactly("ECHOBUS_LISTENERS_WEB_FRAMNG: unknown variable, did you mean"
                        + " ECHOBUS_LISTENERS_WEB_FRAMING? (environment)");
    }

    @Test
    void thereAreSixteenAtMost() {
        var all = IntStream.rangeClosed(1, ListenerSection.COUNT_MAX)
                .mapToObj(port -> "\"l" + port + "\": {\"url\": \"a:" + port + "\"}")
                .collect(Collectors.joining(", "));
        sources.config("a.json", "{\"listeners\": {" + all + "}}");
        assertThat(sources.loaded().allListeners()).hasSize(ListenerSection.COUNT_MAX + 1);

        assertThat(sources.set("listeners.more.url=a:99").problems())
                .containsExactly("listeners: expected at most 16 names, found \"more\" as one more (--set)");
    }

    @Test
    void whatAListenerSetsItselfIsCheckedAsThatOfTheServer() {
        sources.set("client.enabled=false").set("server.prefix=a\nb");
        sources.set("listeners.a.url=a:1").set("listeners.b.url=a:2").set("listeners.b.framing=line");

        assertThat(sources.problems())
                .containsExactly("listeners.b.prefix: expected no line feed, as it ends a message in line framing,"
                        + " found \"a\\nb\" (server.prefix)");
    }

    @Test
    void aReloadNeitherAddsNorRemovesNorChangesThem() {
        var before = TestConfigs.of("listeners.a.url=a:1");
        var live = new LiveConfig(before);

        var changes = live.reload(TestConfigs.of("listeners.b.url=a:2", "log.level=debug"));

        assertThat(live.listeners()).isEqualTo(before.allListeners());
        assertThat(live.log().level()).isEqualTo(LogLevel.DEBUG);
        assertThat(changes)
                .contains(
                        new SettingChange("listeners.a.url", false, "tcp://a:1", "nothing"),
                        new SettingChange("listeners.b.url", false, "nothing", "tcp://a:2"));
    }
}
