package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.gateway.GatewayClient;
import dev.echobus.runtime.UserCode;
import dev.echobus.trace.SeenSpan;
import dev.echobus.trace.TestCollector;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Traces of real nodes: across a cluster, in their logs, and nothing of it where there is no collector. */
class TraceIT {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ASKER = "b7ad6b7169203331";

    private static final Pattern TRACED = Pattern.compile(" trace=([0-9a-f]{32})\n");

    @TempDir
    private Path directory;

    private TestCollector collector;

    @BeforeEach
    void startCollector() throws IOException {
        collector = TestCollector.start();
    }

    @AfterEach
    void closeCollector() {
        collector.close();
    }

    @Test
    void aNodeWithoutACollectorLoadsNothingOfIt() throws IOException, InterruptedException {
        assertThat(loaded()).isEmpty();
        assertThat(collector.requests()).isZero();
        assertThat(loaded("--set", "tracing.endpoint=" + collector.url()))
                .anyMatch(line -> line.contains(" io.opentelemetry.sdk.trace."));
    }

    /** Classes of OpenTelemetry, and ours around it, that a node loads which serves a request. */
    private List<String> loaded(String... settings) throws IOException, InterruptedException {
        Path classes = Files.createTempFile(directory, "loaded", ".log");
        Launch launch = Launch.in(directory).flag("-Xlog:class+load:file=" + classes);
        try (Program server = Program.serve(
                launch,
                with(
                        settings,
                        "--framing",
                        "line",
                        "--responder",
                        "bus",
                        "--set",
                        "gateway.enabled=true",
                        "--set",
                        "gateway.port=0"))) {
            // Nobody answers for the bus: that path is taken too.
            ask(server, "hello");
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);
            assertThat(server.err()).doesNotContain("Exception");
        }
        List<String> lines = Files.readAllLines(classes);
        assertThat(lines).anyMatch(line -> line.contains(" dev.echobus.responder.BusResponder "));
        return lines.stream()
                .filter(line -> line.contains(" io.opentelemetry.") || line.contains(" dev.echobus.trace."))
                .toList();
    }

    @Test
    void aRequestOfTheGatewayIsOneTraceAcrossTheCluster() throws IOException, InterruptedException {
        int farPort = FreePorts.next();
        int nearPort = FreePorts.next();
        String members = "127.0.0.1:" + farPort + ",127.0.0.1:" + nearPort;
        int gateway = FreePorts.next();
        String endpoint = "tracing.endpoint=" + collector.url();
        try (Program far = ClusterNode.start(directory, members, farPort, "--set", endpoint);
                Program near = ClusterNode.start(
                        directory,
                        members,
                        nearPort,
                        "--set",
                        endpoint,
                        "--set",
                        "client.enabled=false",
                        "--set",
                        "gateway.enabled=true",
                        "--set",
                        "gateway.port=" + gateway,
                        "--set",
                        "gateway.rules.all.address=**",
                        "--set",
                        "gateway.rules.all.send=true");
                var asker = GatewayClient.to(gateway)) {
            asker.send(new JsonObject()
                    .put("type", "send")
                    .put("address", "echobus.client.echo")
                    .put("headers", new JsonObject().put("traceparent", "00-" + TRACE + "-" + ASKER + "-01"))
                    .put("body", "hello")
                    .put("replyAddress", "here"));
            assertThat(asker.receive().getString("body")).isEqualTo("aGVsbG8=");
            var spans = collector.trace(TRACE, 4);
            assertThat(spans).hasSize(4).allMatch(span -> span.failure().isEmpty());
            SeenSpan relay = SeenSpan.named(spans, "relay echobus.client.echo");
            SeenSpan request = SeenSpan.named(spans, "request echobus.client.echo");
            SeenSpan answer = SeenSpan.named(spans, "answer echobus.client.echo");
            SeenSpan tcp = SeenSpan.named(spans, "tcp 127.0.0.1:" + far.port());
            assertThat(relay.parentId()).isEqualTo(ASKER);
            assertThat(request.isChildOf(relay)).isTrue();
            assertThat(answer.isChildOf(request)).isTrue();
            assertThat(tcp.isChildOf(answer)).isTrue();
            assertThat(request.node()).isEqualTo(relay.node()).isEqualTo(memberOf(near));
            assertThat(answer.node()).isEqualTo(tcp.node()).isEqualTo(memberOf(far));
        }
    }

    /** The name in the line {@code member NAME host:port}. */
    private static String memberOf(Program node) {
        return node.out()
                .lines()
                .filter(line -> line.startsWith("member "))
                .findFirst()
                .orElseThrow()
                .split(" ")[1];
    }

    @Test
    void theLineOfAConnectionNamesTheTraceOfTheMessageThatEndedIt() throws IOException, InterruptedException {
        try (Program server = served()) {
            assertThat(ask(server, "hello")).isEqualTo(-1);
            server.await("its line", () -> server.err().contains(" closed "));
            var traced = TRACED.matcher(server.err());
            assertThat(traced.find()).as(server.err()).isTrue();
            SeenSpan message = SeenSpan.named(ended(), "message echo");
            assertThat(traced.group(1)).isEqualTo(message.traceId());
            assertThat(server.err()).contains(" closed " + message.attributes().get("echobus.connection") + " ");
        }
    }

    @Test
    void inJsonTheyAreMembers() throws IOException, InterruptedException {
        try (Program server = served("--set", "log.format=json")) {
            assertThat(ask(server, "hello")).isEqualTo(-1);
            server.await("its line", () -> server.err().contains("\"closed "));
            JsonObject closed = server.err()
                    .lines()
                    .map(JsonObject::new)
                    .filter(line -> line.getString("message").startsWith("closed "))
                    .findFirst()
                    .orElseThrow();
            SeenSpan message = SeenSpan.named(ended(), "message echo");
            assertThat(closed.getString("trace")).isEqualTo(message.traceId());
            assertThat(closed.getString("connection"))
                    .isEqualTo(message.attributes().get("echobus.connection"));
        }
    }

    @Test
    void whatAVerticleLogsWhileItAnswersNamesTheTrace() throws IOException, InterruptedException {
        Path classes = Files.createDirectory(directory.resolve("classes"));
        UserCode.compile(
                "Telling",
                UserCode.verticle(
                        "Telling",
                        "public Future<?> start() { return vertx.eventBus().consumer(\"echobus.server.reply\", asked -> {"
                                + " org.slf4j.LoggerFactory.getLogger(\"telling\").warn(\"it is asked\");"
                                + " asked.reply(asked.body()); }).completion(); }"),
                classes);
        try (Program server = served("--verticle", "example.Telling", "--class-path", "classes")) {
            assertThat(ask(server, "hello")).isEqualTo('h');
            SeenSpan message = SeenSpan.named(ended(), "message echo");
            assertThat(server.err()).contains("telling - it is asked trace=" + message.traceId() + "\n");
        }
    }

    private Program served(String... more) throws IOException {
        String[] settings = {
            "--framing",
            "line",
            "--responder",
            "bus",
            "--set",
            "client.enabled=false",
            "--set",
            "server.responderTimeoutMs=1000",
            "--set",
            "tracing.endpoint=" + collector.url()
        };
        return Program.serve(directory, with(settings, more));
    }

    private List<SeenSpan> ended() throws InterruptedException {
        return collector.await(all -> all.stream().anyMatch(span -> span.name().equals("message echo")));
    }

    /** The first byte of the answer to a line, or -1 when the connection ends without one. */
    private static int ask(Program server, String line) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return socket.getInputStream().read();
        }
    }

    private static String[] with(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }
}
