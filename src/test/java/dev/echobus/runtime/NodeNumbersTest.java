package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echobus.admin.PrometheusText;
import dev.echobus.common.FramingKind;
import dev.echobus.config.TestConfigs;
import dev.echobus.load.Plans;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.TimelinePoint;
import dev.echobus.metric.ClientSnapshot;
import dev.echobus.metric.ListenerSnapshot;
import dev.echobus.metric.Metric;
import dev.echobus.metric.MetricType;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.metric.Times;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A whole node's numbers after a load that is known, and as Prometheus reads them. */
class NodeNumbersTest {

    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

    @Test
    void aKnownLoadIsCountedToTheMessage() throws Exception {
        Echobus node = start("server.framing=line");
        try {
            try (var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
                for (int round = 0; round < 10; round++) {
                    ask(user, "one\ntwo\nthree\n", 3);
                }
            }
            ListenerSnapshot echo = await(node, its -> isClosed(its, "CLOSED_BY_PEER"));
            assertThat(echo.messages()).isEqualTo(30);
            assertThat(echo.bytesIn()).isEqualTo(140).isEqualTo(echo.bytesOut());
            assertThat(echo.detail().serviceTime().count()).isEqualTo(30);
            assertThat(echo.detail().serviceTime().seconds()).isPositive();
            assertThat(echo.detail().closed()).containsEntry("CLOSED_BY_PEER", 1L);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatTheGeneratorCountedTheNodeHasCounted() throws Exception {
        Echobus node = start("server.framing=length", "client.enabled=false", "server.instances=2");
        try {
            var plans = new Plans();
            plans.framing = new Framing(FramingKind.LENGTH, 4, "");
            plans.connections = 7;
            plans.sizes = Sizes.parse("1,64,5000");
            plans.drainMs = 20_000;
            LoadResult result = new LoadRun(plans.of(port(node)), second -> {}).run();
            assertThat(result.errors()).isZero();
            LoadResult.Totals told = result.totals();
            ListenerSnapshot echo = await(node, its -> its.connectionsOpen() == 0);
            assertThat(told.messagesEchoed()).isPositive();
            assertThat(echo.connectionsAccepted())
                    .isEqualTo(result.connections().opened())
                    .isEqualTo(7);
            assertThat(echo.detail().closed()).containsEntry("CLOSED_BY_PEER", 7L);
            assertThat(echo.messages()).isEqualTo(told.messagesSent()).isEqualTo(allEchoed(result));
            assertThat(echo.bytesIn()).isEqualTo(told.bytesSent());
            assertThat(echo.bytesOut()).isEqualTo(echo.bytesIn());
            assertThat(echo.detail().serviceTime().count()).isEqualTo(echo.messages());
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    /** Those that came back while the run drained are of no second that is measured. */
    private static long allEchoed(LoadResult result) {
        return result.timeline().stream()
                .mapToLong(TimelinePoint::messagesEchoed)
                .sum();
    }

    @Test
    void whatIsAskedOfAClientIsTimedAndCountedByCode() throws Exception {
        Echobus node = start("server.framing=line");
        try {
            for (String body : List.of("one", "two", "two\nlines")) {
                node.vertx()
                        .eventBus()
                        .request("echobus.client.echo", body)
                        .otherwiseEmpty()
                        .await(30, TimeUnit.SECONDS);
            }
            ClientSnapshot client = node.stats().client();
            assertThat(client.requestsReplied()).isEqualTo(2);
            assertThat(client.roundTrip().count()).isEqualTo(2);
            assertThat(client.roundTrip().seconds()).isPositive();
            assertThat(client.outcomes()).containsEntry("REPLIED", 2L).containsEntry("INVALID_MESSAGE", 1L);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    /** Whatever else the machine does meanwhile, it is late by that at least. */
    @Test
    void aLoopThatIsHeldUpIsLate() throws Exception {
        Echobus node = start("server.instances=1");
        try {
            long lateBefore = laterThan(250, node);
            node.vertx().getOrCreateContext().runOnContext(onLoop -> {
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(600);
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            });
            await(node, its -> laterThan(250, node) > lateBefore);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    /** How often a loop was more than so late. */
    private static long laterThan(int ms, Echobus node) {
        Times lag = node.stats().process().loopLag();
        int within = 1 + Times.BOUNDS_NANOS.indexOf(TimeUnit.MILLISECONDS.toNanos(ms));
        return lag.counts().stream().skip(within).mapToLong(Long::longValue).sum();
    }

    @Test
    void whatTheBusAnswersIsTimedAndCountedByCode() throws Exception {
        Echobus node = start("server.framing=line", "server.responder=bus", "client.requestTimeoutMs=200");
        Vertx vertx = node.vertx();
        try {
            var replying = vertx.eventBus().consumer("echobus.server.reply", asked -> asked.reply(asked.body()));
            replying.completion().await(30, TimeUnit.SECONDS);
            try (var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
                ask(user, "a\nb\n", 2);
                replying.unregister().await(30, TimeUnit.SECONDS);
                user.getOutputStream().write("c\n".getBytes(StandardCharsets.UTF_8));
                assertThat(user.getInputStream().read()).isEqualTo(-1);
            }
            ListenerSnapshot echo = await(node, its -> isClosed(its, "NO_REPLY"));
            assertThat(echo.detail().busRequests()).containsEntry("REPLIED", 2L).containsEntry("NO_HANDLERS", 1L);
            assertThat(echo.detail().busRoundTrip().count()).isEqualTo(2);
            assertThat(echo.detail().serviceTime().count()).isEqualTo(2);
            assertThat(echo.detail().messagesInFlight()).isZero();
            assertThat(echo.detail().closed()).containsEntry("NO_REPLY", 1L);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void theLoopsAndTheProcessAreLookedAfter() throws Exception {
        Echobus node = start("server.instances=2");
        try {
            NodeSnapshot numbers = node.stats();
            while (numbers.process().loopLag().count() < 2 * numbers.process().eventLoops()) {
                numbers = node.stats();
            }
            assertThat(numbers.process().eventLoops()).isEqualTo(3);
            assertThat(numbers.process().cpuSeconds()).isPositive();
            assertThat(numbers.process().memory().used()).containsOnlyKeys("heap", "nonheap");
            assertThat(numbers.process().memory().directMax()).isPositive();
            assertThat(numbers.process().memory().buffersMax()).isPositive();
            assertThat(numbers.process().threads()).isGreaterThan(3);
            assertThat(numbers.process().descriptorsOpen())
                    .isBetween(10L, numbers.process().descriptorsMax());
            assertThat(numbers.process().gcRuns()).isNotEmpty();
            assertThat(numbers.process().gcSeconds())
                    .containsOnlyKeys(numbers.process().gcRuns().keySet());
            assertThat(numbers.process().startSeconds()).isBetween(1.7e9, System.currentTimeMillis() / 1e3);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void prometheusHasEveryMetricOnceAndFindsNothingAmiss() throws Exception {
        Echobus node = start(
                "listeners.side.url=tcp://127.0.0.1:0",
                "server.framing=line",
                "gateway.enabled=true",
                "gateway.port=0",
                "gateway.rules.any.address=x",
                "gateway.rules.any.send=true");
        try (var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
            ask(user, "hello\n", 1);
            await(node, echo -> echo.messages() == 1);
            String text = new String(PrometheusText.of(null).bytes(node.stats()), StandardCharsets.UTF_8);
            var types = text.lines()
                    .filter(line -> line.startsWith("# TYPE "))
                    .map(line -> line.split(" ")[2] + " " + line.split(" ")[3])
                    .toList();
            assertThat(types)
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(Metric.values())
                            .map(NodeNumbersTest::typeLine)
                            .toList());
            assertThat(text)
                    .contains("echobus_messages_total{listener=\"echo\"} 1.0")
                    .contains("echobus_service_time_seconds_count{listener=\"echo\"} 1")
                    .contains("echobus_service_time_seconds_bucket{listener=\"echo\",le=\"10.0\"} 1")
                    .contains("echobus_connections_closed_total{code=\"IDLE_TIMEOUT\",listener=\"side\"} 0.0");
            assertThat(new String(
                            PrometheusText.of("application/openmetrics-text").bytes(node.stats()),
                            StandardCharsets.UTF_8))
                    .endsWith("# EOF\n");
            assumeTrue(
                    Files.isExecutable(PROMTOOL) || System.getenv("ECHOBUS_REQUIRE_TOOLS") != null,
                    "no promtool: the Debian package prometheus has it");
            assertThat(checkedByPromtool(text)).isEmpty();
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    private static String typeLine(Metric metric) {
        return metric.prometheusName() + " " + (metric.type() == MetricType.INFO ? "gauge" : metric.type());
    }

    private static String checkedByPromtool(String text) throws IOException, InterruptedException {
        var promtool = new ProcessBuilder(PROMTOOL.toString(), "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var input = promtool.getOutputStream()) {
            input.write(text.getBytes(StandardCharsets.UTF_8));
        }
        String told = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return promtool.waitFor() == 0 ? told : "exit " + promtool.exitValue() + ": " + told;
    }

    private static void ask(Socket user, String lines, int count) throws IOException {
        user.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
        var reader = new BufferedReader(new InputStreamReader(user.getInputStream(), StandardCharsets.UTF_8));
        var answers = new StringBuilder();
        for (int line = 0; line < count; line++) {
            answers.append(reader.readLine()).append('\n');
        }
        assertThat(answers).hasToString(lines);
    }

    /** Whether one connection ended so; the node's own client keeps one of its own open. */
    private static boolean isClosed(ListenerSnapshot echo, String code) {
        return Long.valueOf(1).equals(echo.detail().closed().get(code));
    }

    /** What {@code echo} has done, once it is so. */
    private static ListenerSnapshot await(Echobus node, Predicate<ListenerSnapshot> condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        ListenerSnapshot echo = node.stats().server().listeners().get("echo");
        while (!condition.test(echo)) {
            assertThat(System.nanoTime()).as("not in 30 s: %s", echo).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            echo = node.stats().server().listeners().get("echo");
        }
        return echo;
    }

    private static int port(Echobus node) {
        return node.listeners().get(0).endpoint().port();
    }

    private static Echobus start(String... settings) throws Exception {
        var all = new ArrayList<>(List.of("server.host=127.0.0.1", "server.port=0", "server.drainQuietMs=0"));
        all.addAll(List.of(settings));
        return Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS);
    }
}
