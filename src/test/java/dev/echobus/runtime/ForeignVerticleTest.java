package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.FramingKind;
import dev.echobus.config.TestConfigs;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A verticle that nobody foresaw asks for round trips over TCP, through a whole node. */
class ForeignVerticleTest {

    private static final int REQUESTS = 10_000;
    private static final int BYTES_MAX = 300;

    @ParameterizedTest
    @EnumSource
    void tenThousandRequestsAtOnceEachGetTheirOwnBytes(FramingKind framing) throws Exception {
        Echobus node = start("server.framing=" + framing.name().toLowerCase(Locale.ROOT));
        try {
            var foreign = new ForeignVerticle(new Random().nextLong());
            node.vertx().deployVerticle(foreign).await(30, TimeUnit.SECONDS);
            assertThat(foreign.differing.future().await(30, TimeUnit.SECONDS))
                    .as("seed %d", foreign.seed)
                    .isZero();
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void withTheServerDownRequestsFailInTimeAndWithoutARestartTheyGoOn() throws Exception {
        Echobus server = start("client.enabled=false");
        int port = server.listeners().get(0).endpoint().port();
        Echobus node = start("client.servers=127.0.0.1:" + port);
        try {
            assertThat(request(node).body()).hasToString("hello");
            server.drain().await(30, TimeUnit.SECONDS);
            // The first may find the connection still there, and breaking.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            int code = failureOf(node);
            while (code != FailureCode.NOT_CONNECTED.number() && System.nanoTime() < end) {
                code = failureOf(node);
            }
            assertThat(code).isEqualTo(FailureCode.NOT_CONNECTED.number());

            server = start("server.port=" + port, "client.enabled=false");
            Message<Buffer> reply = null;
            while (reply == null && System.nanoTime() < end) {
                reply = request(node.vertx().eventBus().<Buffer>request(Addresses.CLIENT_ECHO, "hello"));
            }
            assertThat(reply).as("a reply from the server that came back").isNotNull();
            assertThat(reply.body()).hasToString("hello");
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
            server.drain().await(30, TimeUnit.SECONDS);
        }
    }

    private static Echobus start(String... settings) throws TimeoutException {
        List<String> all = new ArrayList<>(List.of("server.port=0", "server.host=127.0.0.1", "server.drainQuietMs=0"));
        all.addAll(List.of(settings));
        return Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS);
    }

    private static Message<Buffer> request(Echobus node) throws TimeoutException {
        return node.vertx()
                .eventBus()
                .<Buffer>request(Addresses.CLIENT_ECHO, "hello")
                .await(30, TimeUnit.SECONDS);
    }

    /** The reply, or null when the request failed. */
    private static Message<Buffer> request(Future<Message<Buffer>> request) throws TimeoutException {
        try {
            return request.await(30, TimeUnit.SECONDS);
        } catch (ReplyException failed) {
            return null;
        }
    }

    private static int failureOf(Echobus node) {
        var deadline = new DeliveryOptions().addHeader(Addresses.TIMEOUT_HEADER, "200");
        var failure = new int[1];
        // Well before the bus itself would give up, after 30 seconds.
        assertThatThrownBy(() -> node.vertx()
                        .eventBus()
                        .request(Addresses.CLIENT_ECHO, "hello", deadline)
                        .await(5, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(ReplyException.class, reply -> failure[0] = reply.failureCode());
        return failure[0];
    }

    private static final class ForeignVerticle extends VerticleBase {

        private final long seed;
        private final Promise<Integer> differing = Promise.promise();

        ForeignVerticle(long seed) {
            this.seed = seed;
        }

        @Override
        public Future<?> start() {
            var random = new Random(seed);
            List<Future<Boolean>> outcomes = new ArrayList<>();
            for (int request = 0; request < REQUESTS; request++) {
                byte[] bytes = new byte[1 + random.nextInt(BYTES_MAX)];
                random.nextBytes(bytes);
                Buffer asked = Buffer.buffer(printable(bytes));
                outcomes.add(vertx.eventBus()
                        .<Buffer>request(Addresses.CLIENT_ECHO, asked)
                        .map(reply -> reply.body().equals(asked)));
            }
            Future.all(outcomes)
                    .map(all -> (int) outcomes.stream()
                            .filter(outcome -> !outcome.result())
                            .count())
                    .onComplete(differing);
            return Future.succeededFuture();
        }

        /** Line framing carries no line feed. */
        private static byte[] printable(byte[] bytes) {
            for (int index = 0; index < bytes.length; index++) {
                if (bytes[index] == '\n') {
                    bytes[index] = 'n';
                }
            }
            return bytes;
        }
    }
}
