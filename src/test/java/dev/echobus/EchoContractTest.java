package dev.echobus;

import dev.echobus.bus.Addresses;
import dev.echobus.common.FramingKind;
import dev.echobus.config.TestConfigs;
import dev.echobus.runtime.Echobus;
import dev.echobus.server.Client;
import dev.echobus.server.Messages;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;

/** The ways to have messages echoed by a node, each held to {@link EchoContract}. */
class EchoContractTest {

    private static final int PATIENCE_MS = 60_000;

    @Nested
    class RawTcpOnEpoll extends Tcp {
        RawTcpOnEpoll() {
            super(FramingKind.RAW, "runtime.transport=epoll");
        }
    }

    @Nested
    class RawTcpOnNio extends Tcp {
        RawTcpOnNio() {
            super(FramingKind.RAW, "runtime.transport=nio");
        }
    }

    @Nested
    class LineTcp extends Tcp implements EchoContract.Bounded {
        LineTcp() {
            super(FramingKind.LINE);
        }
    }

    @Nested
    class LengthTcp extends Tcp implements EchoContract.Bounded {
        LengthTcp() {
            super(FramingKind.LENGTH);
        }
    }

    @Nested
    class LineTcpWithPrefix extends Tcp implements EchoContract.Bounded {
        LineTcpWithPrefix() {
            super(FramingKind.LINE, "server.prefix=got: ");
        }

        @Override
        public String prefix() {
            return "got: ";
        }
    }

    @Nested
    class LengthTcpWithPrefix extends Tcp implements EchoContract.Bounded {
        LengthTcpWithPrefix() {
            super(FramingKind.LENGTH, "server.prefix=got: ");
        }

        @Override
        public String prefix() {
            return "got: ";
        }
    }

    @Nested
    class LineTcpAnsweredByTheBus extends Tcp implements EchoContract.Bounded {
        LineTcpAnsweredByTheBus() {
            super(FramingKind.LINE, "server.responder=bus");
        }

        /** Late, and not in the order of the requests. */
        @BeforeAll
        void answer() {
            var random = new Random();
            var vertx = echobus.vertx();
            vertx.eventBus()
                    .<Buffer>consumer(
                            Addresses.SERVER_REPLY,
                            message -> vertx.setTimer(1 + random.nextInt(3), timer -> message.reply(message.body())));
        }
    }

    @Nested
    class BusOverRawTcp extends Bus {
        BusOverRawTcp() {
            super(FramingKind.RAW);
        }
    }

    @Nested
    class BusOverLineTcp extends Bus implements EchoContract.Bounded {
        BusOverLineTcp() {
            super(FramingKind.LINE);
        }
    }

    @Nested
    class BusOverLengthTcp extends Bus implements EchoContract.Bounded {
        BusOverLengthTcp() {
            super(FramingKind.LENGTH, "client.instances=2");
        }
    }

    /** A socket for each call, whose output ends after the messages. */
    private abstract static class Tcp extends OnNode {

        private final FramingKind framing;

        Tcp(FramingKind framing, String... settings) {
            super(framing, settings);
            this.framing = framing;
        }

        @Override
        public List<Buffer> echo(List<Buffer> messages) {
            var out = new ByteArrayOutputStream();
            messages.forEach(message -> out.writeBytes(Messages.frame(framing, message.getBytes())));
            var echo = echobus.listeners().get(0).endpoint();
            try (var client = Client.to(echo.port())) {
                client.sendAllInBackground(out.toByteArray());
                return cut(Buffer.buffer(client.readBytesToEnd()), messages);
            }
        }

        private List<Buffer> cut(Buffer stream, List<Buffer> messages) {
            List<Buffer> replies = new ArrayList<>();
            for (int from = 0; from < stream.length(); ) {
                int head = framing == FramingKind.LENGTH ? 4 : 0;
                int length = switch (framing) {
                    // Where only the stream counts, it is cut as what was sent.
                    case RAW -> messages.get(replies.size()).length();
                    case LINE -> lineFeed(stream, from) - from;
                    case LENGTH -> stream.getInt(from);
                };
                replies.add(stream.slice(from + head, from + head + length));
                from += head + length + (framing == FramingKind.LINE ? 1 : 0);
            }
            return replies;
        }

        private static int lineFeed(Buffer stream, int from) {
            int at = from;
            while (stream.getByte(at) != '\n') {
                at++;
            }
            return at;
        }
    }

    /** Requests to the node's own client, which has them echoed over TCP. */
    private abstract static class Bus extends OnNode {

        Bus(FramingKind framing, String... settings) {
            super(framing, settings);
        }

        @Override
        public List<Buffer> echo(List<Buffer> messages) {
            var bus = echobus.vertx().eventBus();
            var options = new DeliveryOptions()
                    .setSendTimeout(PATIENCE_MS)
                    .addHeader(Addresses.TIMEOUT_HEADER, String.valueOf(PATIENCE_MS));
            List<Future<Message<Buffer>>> asked = messages.stream()
                    .map(message -> bus.<Buffer>request(Addresses.CLIENT_ECHO, message, options))
                    .toList();
            result(Future.join(asked).otherwiseEmpty());
            return asked.stream()
                    .takeWhile(Future::succeeded)
                    .map(reply -> reply.result().body())
                    .toList();
        }
    }

    /** A node of its own, started once for all tests of a way. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    private abstract static class OnNode implements EchoContract {

        private final String[] settings;
        Echobus echobus;

        OnNode(FramingKind framing, String... settings) {
            var all = Stream.of(
                    "server.host=127.0.0.1",
                    "server.port=0",
                    "server.framing=" + framing,
                    "server.messageMaxBytes=" + LONGEST_BYTES,
                    "client.messageMaxBytes=" + LONGEST_BYTES);
            this.settings = Stream.concat(all, Stream.of(settings)).toArray(String[]::new);
        }

        @BeforeAll
        void start() {
            echobus = result(Echobus.start(TestConfigs.of(settings)));
        }

        @AfterAll
        void stop() {
            result(echobus.vertx().close());
        }
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.await(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("no result within " + PATIENCE_MS + " ms", late);
        }
    }
}
