package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.Background;
import dev.echobus.trace.SeenSpan;
import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Every span ends, however its request does. */
class FailedTracesTest {

    private static final String ECHO = "echobus.client.echo";

    /** A server that takes one message and does nothing with it. */
    private static CompletableFuture<Socket> taken(ServerSocket server) {
        return Background.supply(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    if (socket.getInputStream().read() >= 0) {
                        return socket;
                    }
                }
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        });
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private static TracedNode clientOf(ServerSocket server, String... more) throws Exception {
        var settings = new String[more.length + 1];
        settings[0] = "client.servers=127.0.0.1:" + server.getLocalPort();
        System.arraycopy(more, 0, settings, 1, more.length);
        return TracedNode.start(settings);
    }

    private static void assertAllFailed(List<SeenSpan> spans, ServerSocket server, String code) {
        SeenSpan request = SeenSpan.named(spans, "request " + ECHO);
        SeenSpan answer = SeenSpan.named(spans, "answer " + ECHO);
        SeenSpan tcp = SeenSpan.named(spans, "tcp 127.0.0.1:" + server.getLocalPort());
        assertThat(answer.isChildOf(request)).isTrue();
        assertThat(tcp.isChildOf(answer)).isTrue();
        assertThat(spans).allSatisfy(span -> assertThat(span.attributes()).containsEntry("error.type", code));
    }

    @Test
    void aRequestThatTimesOutEndsAllOfItsSpans() throws Exception {
        try (var server = server();
                var traced = clientOf(server)) {
            CompletableFuture<Socket> held = taken(server);
            Future<Message<Object>> reply = traced.ask(ECHO, "x", new DeliveryOptions().addHeader("timeoutMs", "300"));
            assertThatThrownBy(() -> reply.await(30, TimeUnit.SECONDS)).hasMessageContaining("TIMED_OUT");
            assertAllFailed(traced.spans(3), server, "TIMED_OUT");
            held.join().close();
        }
    }

    @Test
    void aConnectionThatBreaksInTheMidstOfARequestEndsAllOfItsSpans() throws Exception {
        try (var server = server();
                var traced = clientOf(server)) {
            CompletableFuture<Socket> held = taken(server);
            Future<Message<Object>> reply = traced.ask(ECHO, "x", new DeliveryOptions());
            held.join().close();
            assertThatThrownBy(() -> reply.await(30, TimeUnit.SECONDS)).hasMessageContaining("UNKNOWN_OUTCOME");
            assertAllFailed(traced.spans(3), server, "UNKNOWN_OUTCOME");
        }
    }

    @Test
    void aDrainInTheMidstOfARequestEndsAllOfItsSpansAndSendsThem() throws Exception {
        try (var server = server();
                var traced = clientOf(server, "client.drainTimeoutMs=100")) {
            CompletableFuture<Socket> held = taken(server);
            traced.ask(ECHO, "x", new DeliveryOptions());
            Socket socket = held.join();
            traced.drain();
            assertAllFailed(traced.collector.spans(), server, "UNKNOWN_OUTCOME");
            socket.close();
        }
    }

    @Test
    void ofAFailureNoMoreIsKeptThanItsBeginning() throws Exception {
        try (var traced = TracedNode.start("client.enabled=false")) {
            var consumer = traced.node
                    .vertx()
                    .eventBus()
                    .consumer("some.address", asked -> asked.fail(9, "x".repeat(1_000_000)));
            consumer.completion().await(30, TimeUnit.SECONDS);
            assertThatThrownBy(() -> traced.ask("some.address", "x", new DeliveryOptions())
                            .await(30, TimeUnit.SECONDS))
                    .hasMessageContaining("xxx");
            assertThat(SeenSpan.named(traced.spans(2), "request some.address").failure())
                    .isEqualTo("x".repeat(256));
        }
    }

    /** Nobody tells of it: it is noticed a second after its asker has given up. */
    @Test
    void aConsumerThatThrowsIsSeenNotToHaveAnswered() throws Exception {
        try (var traced = TracedNode.start("client.enabled=false")) {
            var consumer = traced.node.vertx().eventBus().consumer("some.address", asked -> {
                throw new IllegalStateException("broken");
            });
            consumer.completion().await(30, TimeUnit.SECONDS);
            var options = new DeliveryOptions().addHeader("timeoutMs", "50").setSendTimeout(50);
            assertThatThrownBy(() -> traced.ask("some.address", "x", options).await(30, TimeUnit.SECONDS))
                    .hasMessageContaining("Timed out");
            List<SeenSpan> spans = traced.spans(2);
            SeenSpan answer = SeenSpan.named(spans, "answer some.address");
            assertThat(answer.isChildOf(SeenSpan.named(spans, "request some.address")))
                    .isTrue();
            assertThat(answer.failure()).isEqualTo("not answered within 1050 ms");
            assertThat(spans).allSatisfy(span -> assertThat(span.attributes()).containsEntry("error.type", "TIMEOUT"));
        }
    }
}
