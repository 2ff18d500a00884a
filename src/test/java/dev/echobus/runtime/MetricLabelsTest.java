package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.admin.PrometheusText;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RefusalCode;
import dev.echobus.config.TestConfigs;
import dev.echobus.gateway.GatewayClient;
import dev.echobus.gateway.GatewayError;
import dev.echobus.metric.PauseCause;
import dev.echobus.metric.Times;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever clients do, the metrics have no more series: every value of a label is a code or of the settings. */
class MetricLabelsTest {

    private static final Pattern SERIES = Pattern.compile("^(\\w+)\\{(.*)} \\S+$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** What is once for a node. */
    private static final Set<String> SINGLE = Set.of("node", "version", "java");

    private static final String[] SETTINGS = {
        "server.host=127.0.0.1",
        "server.port=0",
        "server.drainQuietMs=0",
        "server.framing=line",
        "server.responder=bus",
        "client.requestTimeoutMs=2000",
        "listeners.side.url=tcp://127.0.0.1:0",
        "gateway.enabled=true",
        "gateway.port=0",
        "gateway.rules.any.address=weird.**",
        "gateway.rules.any.send=true",
        "gateway.rules.any.publish=true",
        "gateway.rules.any.register=true",
        "gateway.tokens.someone.token=the-token-of-somebody",
        "gateway.rules.theirs.identity=someone",
        "gateway.rules.theirs.address=theirs",
        "gateway.rules.theirs.send=true"
    };

    @Test
    void everyValueOfALabelIsACodeOrOfTheSettings() throws Exception {
        Echobus node = Echobus.start(TestConfigs.of(SETTINGS)).await(30, TimeUnit.SECONDS);
        try {
            answerWeirdly(node.vertx());
            trouble(node, 0, 20);
            Set<String> series = check(node);
            trouble(node, 20, 100);
            assertThat(check(node)).isEqualTo(series);
        } finally {
            node.drain().await(60, TimeUnit.SECONDS);
        }
    }

    /** Each message fails with a code and a text of its own. */
    private static void answerWeirdly(Vertx vertx) throws Exception {
        vertx.eventBus()
                .<Object>consumer("echobus.server.reply", asked -> {
                    String body = String.valueOf(asked.body());
                    asked.fail(10_000 + body.hashCode() % 1_000, body);
                })
                .completion()
                .await(30, TimeUnit.SECONDS);
    }

    /** All that clients choose themselves differs from one number to the next. */
    private static void trouble(Echobus node, int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            String weird = "weird.\"of\\number\n" + number;
            try (var user = new Socket(
                    InetAddress.getLoopbackAddress(),
                    node.listeners().get(0).endpoint().port())) {
                user.setSoTimeout(30_000);
                user.getOutputStream().write(("text " + number + "\n").getBytes(StandardCharsets.UTF_8));
                assertThat(user.getInputStream().read()).as("closed").isEqualTo(-1);
            }
            node.vertx()
                    .eventBus()
                    .request("echobus.client.echo", new JsonObject().put(weird, number))
                    .otherwiseEmpty()
                    .await(30, TimeUnit.SECONDS);
            troubleGateway(node, weird);
        }
    }

    private static void troubleGateway(Echobus node, String weird) {
        int port = node.gateways().get(0).port();
        try (var stranger = GatewayClient.to(port)) {
            assertThat(stranger.ask(frame("auth", weird).put("token", weird + " is no token"))
                            .getString("type"))
                    .isEqualTo("err");
        }
        try (var session = GatewayClient.to(port)) {
            assertThat(session.ask(frame("register", weird).put("ack", weird)).getString("ack"))
                    .isEqualTo(weird);
            session.send(frame("publish", weird));
            assertThat(session.receive().getString("address")).isEqualTo(weird);
            session.ask(frame(weird, weird));
            session.ask(frame("send", "not." + weird));
        }
    }

    private static JsonObject frame(String type, String address) {
        return new JsonObject().put("type", type).put("address", address).put("body", address);
    }

    /** All series of the node, once each value is found to be one of those that its label may have. */
    private static Set<String> check(Echobus node) {
        Map<String, Set<String>> allowed = allowed();
        var seen = new TreeMap<String, Set<String>>();
        var series = new HashSet<String>();
        String text = new String(PrometheusText.of(null).bytes(node.stats()), StandardCharsets.UTF_8);
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            var found = SERIES.matcher(line);
            if (found.matches()) {
                assertThat(series.add(found.group(1) + found.group(2))).as(line).isTrue();
                LABEL.matcher(found.group(2))
                        .results()
                        .forEach(label -> seen.computeIfAbsent(label.group(1), first -> new TreeSet<>())
                                .add(label.group(2)));
            } else {
                assertThat(line).matches("\\w+ \\S+");
            }
        });
        assertThat(seen).containsKeys("listener", "rule", "code", "cause", "area", "gc", "le");
        seen.forEach((label, values) -> {
            if (SINGLE.contains(label)) {
                assertThat(values).as(label).hasSize(1);
            } else {
                assertThat(allowed).containsKey(label);
                assertThat(allowed.get(label)).as(label).containsAll(values);
            }
        });
        return series;
    }

    private static Map<String, Set<String>> allowed() {
        var allowed = new HashMap<String, Set<String>>();
        allowed.put("listener", Set.of("echo", "side"));
        allowed.put("rule", Set.of("any", "theirs"));
        allowed.put("cause", names(PauseCause.values()));
        allowed.put("area", Set.of("heap", "nonheap", "direct"));
        allowed.put(
                "gc",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.toSet()));
        // Failures that the bus has of itself, and one that is of no contract.
        var codes = new HashSet<>(List.of("REPLIED", "NO_HANDLERS", "TIMEOUT", "ERROR", "FAILED"));
        codes.addAll(names(CloseCode.values()));
        codes.addAll(names(RefusalCode.values()));
        codes.addAll(names(FailureCode.values()));
        Stream.of(GatewayError.values())
                .map(error -> error.name().toLowerCase(Locale.ROOT))
                .forEach(codes::add);
        allowed.put("code", codes);
        allowed.put(
                "le",
                Stream.concat(Times.BOUNDS_NANOS.stream().map(Times::secondsOf).map(String::valueOf), Stream.of("+Inf"))
                        .collect(Collectors.toSet()));
        return allowed;
    }

    private static Set<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::toString).collect(Collectors.toSet());
    }
}
