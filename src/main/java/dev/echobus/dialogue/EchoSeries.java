package dev.echobus.dialogue;

import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ResponderKind;
import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.wire.FrameCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks an echo server for messages that nobody else sends, one after the other on one connection, and checks each. Any
 * thread; what comes back is handled on one event loop. Bounded by its {@link Plan} and by the replies' lengths.
 */
public final class EchoSeries {

    private final Vertx vertx;
    private final ListenerConfig listener;
    private final FrameCodec codec;
    private final Plan plan;

    private volatile @Nullable EchoRun run;

    /**
     * @param listener how the server frames and answers messages
     * @param messageMaxBytes of a line or record
     */
    public EchoSeries(Vertx vertx, ListenerConfig listener, int messageMaxBytes, Plan plan) {
        this.vertx = vertx;
        this.listener = listener;
        this.plan = plan;
        codec = FrameCodec.of(listener.framing(), messageMaxBytes);
    }

    /** What the messages of a series are. */
    @FunctionalInterface
    public interface Payloads {

        /**
         * The payload of one of them, as the listener's framing can carry it.
         *
         * @param unique text that no other run has
         * @param number from 0 on
         */
        byte[] of(String unique, int number);

        /** Short ones that begin with a label. */
        static Payloads labelled(String label) {
            return (unique, number) -> {
                String text = label + "-" + unique + (number == 0 ? "" : "-" + number);
                return text.getBytes(StandardCharsets.US_ASCII);
            };
        }
    }

    /**
     * How much is asked for, and for how long.
     *
     * @param payloads what is sent
     * @param count messages, 1 or more
     * @param timeoutMs how long connecting, and then each reply, may take
     * @param failuresInARowMax after so many nothing more is sent
     * @param budgetMs no message is begun later than this after the first
     */
    public record Plan(Payloads payloads, int count, int timeoutMs, int failuresInARowMax, int budgetMs) {}

    /**
     * What came of it.
     *
     * @param nanos how long each answered message took, in the order in which they were sent
     * @param failure the last one; nothing more is sent after one of wrong bytes or of a full server
     */
    public record Outcome(List<Long> nanos, Optional<EchoFailure> failure) {

        public Outcome {
            nanos = List.copyOf(nanos);
        }
    }

    /** Asks the server at an address, once. Never fails. */
    public Future<Outcome> run(Endpoint server) {
        var target = new Target(SocketAddress.inetSocketAddress(server.port(), server.host()), codec, plan.timeoutMs());
        var started = new EchoRun(vertx, target, plan, new Questions());
        run = started;
        return started.start();
    }

    /** Ends what runs, as if its time were over, and closes its connection. */
    public void stop() {
        var running = run;
        if (running != null) {
            running.stop();
        }
    }

    /** The messages of one series, and what must come back for them. */
    final class Questions {

        private final String unique = UUID.randomUUID().toString();

        byte[] payload(int number) {
            return plan.payloads().of(unique, number);
        }

        /** Without its framing; empty when any answer will do: what the bus answers is not known here. */
        byte[] expected(byte[] payload) {
            if (listener.responder() == ResponderKind.BUS) {
                return new byte[0];
            }
            byte[] prefix = listener.prefixBytes();
            byte[] expected = Arrays.copyOf(prefix, prefix.length + payload.length);
            System.arraycopy(payload, 0, expected, prefix.length, payload.length);
            return expected;
        }
    }
}
