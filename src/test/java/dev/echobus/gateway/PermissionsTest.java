package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.err;
import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import dev.echobus.bus.AddressPattern;
import dev.echobus.config.TestConfigs;
import dev.echobus.metric.RuleSnapshot;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what: nothing that no rule allows. */
@ParameterizedClass
@EnumSource(Wire.class)
class PermissionsTest {

    private final Wire wire;

    PermissionsTest(Wire wire) {
        this.wire = wire;
    }

    private static final String TOKEN = "a token of some length";

    private static final String[] RULES = {
        "gateway.tokens.ops.token=" + TOKEN,
        "gateway.rules.a.address=a.send",
        "gateway.rules.a.send=true",
        "gateway.rules.b.address=b.publish",
        "gateway.rules.b.publish=true",
        "gateway.rules.c.address=c.register",
        "gateway.rules.c.register=true",
        "gateway.rules.d.address=d.*.part",
        "gateway.rules.d.send=true",
        "gateway.rules.d.identity=ops"
    };

    @Test
    void eachActionIsAllowedByItselfAndTheRestIsDenied() {
        try (var gateway = GatewayUnderTest.start(wire, RULES);
                var client = gateway.connect()) {
            String[] addresses = {"a.send", "b.publish", "c.register"};
            String[] actions = {"send", "publish", "register"};
            for (String address : addresses) {
                for (String action : actions) {
                    assertThat(client.isAllowed(frame(action, address)))
                            .as(action + " " + address)
                            .isEqualTo(address.endsWith(action));
                }
            }
            assertThat(client.ask(frame("send", "a.send.more"))).isEqualTo(err("access_denied"));
            assertThat(client.ask(frame("send", "A.SEND"))).isEqualTo(err("access_denied"));
            assertThat(gateway.errors(GatewayError.ACCESS_DENIED)).isEqualTo(8);
        }
    }

    @Test
    void eachRuleCountsWhatItLetsThrough() {
        try (var gateway = GatewayUnderTest.start(wire, RULES);
                var client = gateway.connect()) {
            client.ask(frame("register", "c.register").put("ack", "k"));
            client.ask(frame("send", "a.send").put("ack", "k"));
            client.ask(request("a.send", "x", "here"));
            client.ask(frame("publish", "b.publish").put("ack", "k"));
            client.ask(frame("send", "b.publish"));
            gateway.bus().send("c.register", "one");
            client.receive();
            assertThat(gateway.numbers().rules())
                    .containsOnly(
                            entry("a", new RuleSnapshot("a.send", 2, 0)),
                            entry("b", new RuleSnapshot("b.publish", 1, 0)),
                            entry("c", new RuleSnapshot("c.register", 0, 1)),
                            entry("d", new RuleSnapshot("d.*.part", 0, 0)),
                            entry("open", new RuleSnapshot("open.**", 0, 0)));
        }
    }

    @Test
    void aDeniedRequestFailsWhereItsReplyIsAwaited() {
        try (var gateway = GatewayUnderTest.start(wire, RULES);
                var client = gateway.connect()) {
            assertThat(client.ask(request("nobodys", "x", "here")))
                    .isEqualTo(err("access_denied")
                            .put("address", "here")
                            .put("sourceAddress", "nobodys")
                            .put("failureCode", -1)
                            .put("failureType", "ERROR"));
        }
    }

    @Test
    void aTokenAddsWhatItsNameMayAndAWrongOneEndsTheSession() {
        try (var gateway = GatewayUnderTest.start(wire, RULES);
                var client = gateway.connect();
                var guesser = gateway.connect()) {
            assertThat(client.ask(frame("send", "d.any.part"))).isEqualTo(err("access_denied"));
            client.ask(frame("auth", null).put("token", TOKEN).put("ack", "in"));
            assertThat(client.isAllowed(frame("send", "d.any.part"))).isTrue();
            assertThat(client.ask(frame("send", "d.any.other"))).isEqualTo(err("access_denied"));
            assertThat(client.isAllowed(frame("send", "a.send"))).isTrue();

            assertThat(guesser.ask(frame("auth", null).put("token", TOKEN + "!")))
                    .isEqualTo(err("invalid_token"));
            assertThat(guesser.isClosed()).isTrue();
        }
    }

    @Test
    void aTokenMayStandInAFileAndAFileThatCannotBeUsedIsNamed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        var good = TestConfigs.of("gateway.tokens.ops.file=" + file).gateway();
        assertThat(Permissions.of(good, new GatewayStats(good)).of(TOKEN)).isPresent();
        assertThat(Permissions.of(good, new GatewayStats(good)).of(TOKEN + "\n"))
                .isEmpty();

        Files.writeString(file, "short");
        assertThatThrownBy(() -> Permissions.of(good, new GatewayStats(good)))
                .hasMessage("gateway.tokens.ops.file: " + file
                        + ": expected text of 16 to 1024 characters, or empty for none, found 5 characters");
    }

    @Test
    void noLineOfTheLogHasAToken() {
        try (var ofGateway = new GatewayLog(Level.TRACE);
                var log = GatewayLog.ofEverybody();
                var gateway = GatewayUnderTest.start(wire, RULES);
                var client = gateway.connect();
                var guesser = gateway.connect()) {
            client.ask(frame("auth", null).put("token", TOKEN).put("ack", "in"));
            client.ask(frame("auth", null).put("token", List.of(TOKEN)));
            guesser.ask(frame("auth", null).put("token", TOKEN + "!"));
            ofGateway.await("invalid_token");
            assertThat(log.lines()).noneMatch(line -> line.contains(TOKEN));
        }
    }

    @Test
    void noFrameShowsItsTokenInALog() {
        assertThat(new Inbound.Auth(TOKEN, FrameReading.Origin.NONE).toString()).doesNotContain(TOKEN);
        assertThat(TestConfigs.of(RULES).gateway().toString()).doesNotContain(TOKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"codecName", "localOnly"})
    void headersChooseNeitherCodecNorPlace(String header) {
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            for (String type : new String[] {"send", "publish"}) {
                assertThat(client.ask(frame(type, "open.x").put("headers", new JsonObject().put(header, "true"))))
                        .isEqualTo(err("header_denied").put("detail", header));
            }
        }
    }

    @Test
    void answersGoOnlyWhereTheAskerMayListen() {
        var toOthers = new JsonObject().put("replyAddress", "open.others");
        try (var gateway = GatewayUnderTest.start(wire);
                var client = gateway.connect()) {
            assertThat(client.ask(frame("publish", "open.ping").put("headers", toOthers)))
                    .isEqualTo(err("header_denied"));
            client.register("open.others");
            gateway.bus().consumer("open.ping", message -> {});
            assertThat(client.ask(frame("publish", "open.ping")
                                    .put("headers", toOthers)
                                    .put("ack", "ok"))
                            .getString("type"))
                    .isEqualTo("ack");
            assertThat(client.ask(send("open.ping", "x")
                                    .put("headers", toOthers)
                                    .put("ack", "ok"))
                            .getString("type"))
                    .isEqualTo("ack");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a.b, a.b, true",
        "a.b, a.bc, false",
        "a.b, a, false",
        "a.b, a.b.c, false",
        "a.*, a.b, true",
        "a.*, a., false",
        "a.*, a, false",
        "a.*, a.b.c, false",
        "a.*, ab, false",
        "a.*.c, a.b.c, true",
        "a.*.c, a..c, false",
        "a.*.c, a.b.d, false",
        "a.**, a.b, true",
        "a.**, a.b.c, true",
        "a.**, a, false",
        "a.**, a., false",
        "*, a, true",
        "*, a.b, false",
        "**, a.b.c, true"
    })
    void patternsGoByParts(String pattern, String address, boolean matches) {
        assertThat(AddressPattern.of(pattern).matches(address)).isEqualTo(matches);
    }
}
