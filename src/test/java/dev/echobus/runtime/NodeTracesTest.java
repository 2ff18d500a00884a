package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.FreePorts;
import dev.echobus.config.TestConfigs;
import dev.echobus.gateway.GatewayClient;
import dev.echobus.trace.SeenSpan;
import dev.echobus.trace.TestCollector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a whole node tells a collector of the requests that it served. */
class NodeTracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ASKER = "b7ad6b7169203331";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + ASKER + "-01";

    private static final String REQUEST = "request echobus.client.echo";
    private static final String ANSWER = "answer echobus.client.echo";

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
    void aBusRequestItsWayOverTcpAndItsAnswerAreOneTrace() throws Exception {
        Echobus node = start("tracing.service=shop");
        try {
            assertThat(echo(node, "hello", new DeliveryOptions()).toString()).isEqualTo("hello");
            var spans = collector.await(all -> all.size() >= 3);
            assertThat(spans).hasSize(3).allMatch(span -> span.failure().isEmpty());
            SeenSpan request = SeenSpan.named(spans, REQUEST);
            SeenSpan answer = SeenSpan.named(spans, ANSWER);
            SeenSpan tcp = SeenSpan.named(spans, "tcp 127.0.0.1:" + port(node));
            assertThat(request.kind()).isEqualTo("CLIENT");
            assertThat(request.parentId()).isEmpty();
            assertThat(request.attributes())
                    .containsEntry("messaging.system", "vertx-eventbus")
                    .containsEntry("messaging.destination.name", "echobus.client.echo");
            assertThat(answer.kind()).isEqualTo("SERVER");
            assertThat(answer.isChildOf(request)).isTrue();
            assertThat(tcp.kind()).isEqualTo("CLIENT");
            assertThat(tcp.isChildOf(answer)).isTrue();
            assertThat(tcp.attributes()).containsEntry("server.address", "127.0.0.1:" + port(node));
            assertThat(tcp.nanos()).isPositive().isLessThanOrEqualTo(answer.nanos());
            assertThat(answer.nanos()).isLessThanOrEqualTo(request.nanos());
            assertThat(spans)
                    .allMatch(
                            span -> span.service().equals("shop") && span.node().length() == 8);
        } finally {
            drain(node);
        }
    }

    @Test
    void aRequestThatBelongsToATraceGoesOnWithIt() throws Exception {
        Echobus node = start("tracing.samplesPerMillion=0");
        try {
            echo(node, "hello", new DeliveryOptions().addHeader("traceparent", TRACEPARENT));
            var spans = collector.trace(TRACE, 3);
            assertThat(SeenSpan.named(spans, REQUEST).parentId()).isEqualTo(ASKER);
            assertThat(SeenSpan.named(spans, ANSWER).isChildOf(SeenSpan.named(spans, REQUEST)))
                    .isTrue();
        } finally {
            drain(node);
        }
    }

    @Test
    void whatIsNotSampledIsNotSent() throws Exception {
        Echobus node = start("tracing.samplesPerMillion=0");
        Promise<String> carried = Promise.promise();
        node.vertx().eventBus().consumer("some.address", message -> {
            carried.complete(message.headers().get("traceparent"));
            message.reply("");
        });
        echo(node, "hello", new DeliveryOptions());
        request(node, "some.address", "hello", new DeliveryOptions());
        String flags = carried.future().await(30, TimeUnit.SECONDS).split("-")[3];
        assertThat(Integer.parseInt(flags, 16) & 1).as("sampled").isZero();
        drain(node);
        assertThat(collector.requests()).isZero();
    }

    @Test
    void aFailureNamesItsCode() throws Exception {
        Echobus node = start("client.servers=127.0.0.1:" + FreePorts.next());
        try {
            assertThatThrownBy(() -> echo(node, "x", new DeliveryOptions().addHeader("timeoutMs", "20")))
                    .hasMessageContaining("NOT_CONNECTED");
            var spans = collector.await(all -> all.size() >= 2);
            assertThat(spans)
                    .hasSize(2)
                    .allMatch(span -> span.attributes().get("error.type").equals("NOT_CONNECTED"))
                    .allMatch(span -> span.failure().contains("nothing was sent"));
            assertThatThrownBy(() -> echo(node, new JsonObject(), new DeliveryOptions()))
                    .hasMessageContaining("INVALID_MESSAGE");
            assertThat(collector.await(all -> all.size() >= 4).subList(2, 4))
                    .allMatch(span -> span.attributes().get("error.type").equals("INVALID_MESSAGE"));
        } finally {
            drain(node);
        }
    }

    @Test
    void aMessageThatTheBusAnswersIsATraceOfItsOwn() throws Exception {
        Echobus node = start("server.framing=line", "server.responder=bus", "client.enabled=false");
        try (var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
            var consumer = node.vertx().eventBus().<Buffer>consumer("echobus.server.reply", asked -> {
                // What is asked meanwhile belongs to it too.
                node.vertx().eventBus().request("nested", "").onComplete(any -> asked.reply(asked.body()));
            });
            consumer.completion().await(30, TimeUnit.SECONDS);
            node.vertx().eventBus().consumer("nested", asked -> asked.reply(""));
            say(user, "hello");
            assertThat(user.getInputStream().read()).isEqualTo('h');
            var spans = collector.await(all -> all.size() >= 5);
            assertThat(spans).hasSize(5);
            SeenSpan message = SeenSpan.named(spans, "message echo");
            assertThat(message.kind()).isEqualTo("SERVER");
            assertThat(message.parentId()).isEmpty();
            assertThat(message.attributes().get("echobus.connection")).startsWith(message.node() + "-");
            assertThat(message.attributes())
                    .containsEntry("echobus.listener", "echo")
                    .containsEntry("echobus.bytes", "5");
            SeenSpan request = SeenSpan.named(spans, "request echobus.server.reply");
            assertThat(request.isChildOf(message)).isTrue();
            assertThat(request.attributes()).containsEntry("echobus.attempt", "1");
            SeenSpan answer = SeenSpan.named(spans, "answer echobus.server.reply");
            assertThat(answer.isChildOf(request)).isTrue();
            assertThat(SeenSpan.named(spans, "request nested").isChildOf(answer))
                    .isTrue();
        } finally {
            drain(node);
        }
    }

    @Test
    void aMessageThatNobodyAnswersHasASpanForEachAttempt() throws Exception {
        Echobus node = start(
                "server.framing=line", "server.responder=bus", "server.responderTimeoutMs=100", "client.enabled=false");
        try (var user = new Socket(InetAddress.getLoopbackAddress(), port(node))) {
            say(user, "hello");
            assertThat(user.getInputStream().read()).isEqualTo(-1);
            var spans = collector.await(
                    all -> all.stream().anyMatch(span -> span.name().equals("message echo")));
            assertThat(SeenSpan.named(spans, "message echo").attributes()).containsEntry("error.type", "NO_REPLY");
            var attempts = spans.stream()
                    .filter(span -> span.name().equals("request echobus.server.reply"))
                    .toList();
            assertThat(attempts)
                    .hasSizeGreaterThan(1)
                    .allMatch(span -> span.attributes().get("error.type").equals("NO_HANDLERS"))
                    .allMatch(span -> span.isChildOf(SeenSpan.named(spans, "message echo")));
        } finally {
            drain(node);
        }
    }

    @Test
    void aSessionOfTheGatewayAsksAndAnswersWithinItsTrace() throws Exception {
        Echobus node = start(
                "gateway.enabled=true",
                "gateway.port=0",
                "gateway.rules.all.address=**",
                "gateway.rules.all.send=true",
                "gateway.rules.all.register=true");
        try (var client = GatewayClient.to(node.gateways().get(0).port())) {
            client.send(new JsonObject()
                    .put("type", "send")
                    .put("address", "echobus.client.echo")
                    .put("headers", new JsonObject().put("traceparent", TRACEPARENT))
                    .put("body", "hello")
                    .put("replyAddress", "here"));
            assertThat(client.receive().getString("body")).isEqualTo("aGVsbG8=");
            var spans = collector.trace(TRACE, 4);
            SeenSpan relay = SeenSpan.named(spans, "relay echobus.client.echo");
            assertThat(relay.parentId()).isEqualTo(ASKER);
            assertThat(relay.attributes().get("client.address")).startsWith("127.0.0.1:");
            assertThat(SeenSpan.named(spans, REQUEST).isChildOf(relay)).isTrue();
            assertThat(SeenSpan.named(spans, ANSWER).isChildOf(SeenSpan.named(spans, REQUEST)))
                    .isTrue();

            client.send(new JsonObject()
                    .put("type", "register")
                    .put("address", "mine")
                    .put("ack", "done"));
            client.receive();
            Future<Message<Object>> reply = node.vertx().eventBus().request("mine", "x");
            JsonObject asked = client.receive();
            client.send(new JsonObject()
                    .put("type", "send")
                    .put("address", asked.getString("replyAddress"))
                    .put("body", "y"));
            reply.await(30, TimeUnit.SECONDS);
            String[] carried =
                    asked.getJsonObject("headers").getString("traceparent").split("-");
            assertThat(SeenSpan.named(
                                    collector.await(all -> all.stream()
                                            .anyMatch(span -> span.name().equals("answer mine"))),
                                    "answer mine")
                            .spanId())
                    .isEqualTo(carried[2]);
        } finally {
            drain(node);
        }
    }

    @Test
    void whatKeepsTheServiceGoingBeginsNoTrace() throws Exception {
        Echobus node = start(
                "gateway.enabled=true",
                "gateway.port=0",
                "gateway.rules.all.address=**",
                "gateway.rules.all.send=true");
        try (var client = GatewayClient.to(node.gateways().get(0).port())) {
            client.send(new JsonObject()
                    .put("type", "send")
                    .put("address", "echobus.service.info")
                    .put("replyAddress", "here"));
            assertThat(client.receive().getJsonObject("body").getString("state"))
                    .isEqualTo("ready");
            request(node, "echobus.service.info", "", new DeliveryOptions());
        } finally {
            drain(node);
        }
        assertThat(collector.spans()).isEmpty();
    }

    @Test
    void aDrainSendsWhatIsLeft() throws Exception {
        Echobus node = start();
        echo(node, "hello", new DeliveryOptions());
        drain(node);
        assertThat(collector.spans()).hasSize(3);
        assertThat(node.stats().toJson().getLong("spansExported")).isEqualTo(3);
    }

    private static Buffer echo(Echobus node, Object body, DeliveryOptions options) throws Exception {
        return (Buffer) request(node, "echobus.client.echo", body, options).body();
    }

    /** From an event loop, as verticles ask: from elsewhere a reply may come before Vert.x has noted who traces it. */
    private static Message<Object> request(Echobus node, String address, Object body, DeliveryOptions options)
            throws Exception {
        Promise<Message<Object>> reply = Promise.promise();
        node.vertx()
                .getOrCreateContext()
                .runOnContext(inContext ->
                        node.vertx().eventBus().request(address, body, options).onComplete(reply));
        return reply.future().await(30, TimeUnit.SECONDS);
    }

    private static void say(Socket user, String line) throws IOException {
        user.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static int port(Echobus node) {
        return node.listeners().get(0).endpoint().port();
    }

    private static void drain(Echobus node) throws Exception {
        node.drain().await(30, TimeUnit.SECONDS);
    }

    private Echobus start(String... settings) throws Exception {
        var all = new ArrayList<>(List.of(
                "server.host=127.0.0.1",
                "server.port=0",
                "server.drainQuietMs=0",
                "tracing.endpoint=" + collector.url()));
        all.addAll(List.of(settings));
        return Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS);
    }
}
