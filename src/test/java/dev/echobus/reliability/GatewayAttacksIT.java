package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.Measures;
import dev.echobus.gateway.GatewayClient;
import dev.echobus.process.Launch;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the gateway that do what none should: each is bounded, answered or closed, and another session's requests go on. */
@Measures
class GatewayAttacksIT {

    private static final int SILENT = Scale.of(1_000, 5_000);
    private static final int REGISTERS = Scale.of(50_000, 1_000_000);
    private static final int FORGED = Scale.of(10_000, 200_000);

    /** Frames of each kind that come before its flood. */
    private static final int WARM_UP = 10_000;

    /** The same of sessions that end at once. */
    private static final int SESSIONS_WARM_UP = 500;

    private static final int PUBLISHED = Scale.of(200, 2_000);
    private static final int LENGTHS = Scale.of(100, 1_000);
    private static final int DRIPPING = Scale.of(20, 100);

    /** The defaults of the gateway. */
    private static final int REGISTRATIONS_MAX = 256;

    private static final int ERRORS_PER_SECOND_MAX = 1_000;

    private static final Flood REGISTERING =
            new Flood(REGISTRATIONS_MAX, n -> "{\"type\":\"register\",\"address\":\"flood." + n + "\"}");

    private static final Flood FORGING =
            new Flood(0, n -> "{\"type\":\"send\",\"address\":\"__vertx.reply." + n + "\",\"body\":1,\"ack\":\"k\"}");

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    /** Nothing else runs beside what is measured. */
    private Launch alone() {
        return Launch.in(directory).forMeasuring();
    }

    @Test
    void silentSessionsAreClosedInTime() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            cost.assertUnharmed(SILENT + " silent sessions", node -> {
                try (var crowd = new Crowd(node.address())) {
                    int before = node.figures().descriptors();
                    crowd.connect(SILENT);
                    Waiting.until(
                            "they are closed", PATIENCE, () -> node.figures().descriptors() <= before);
                }
            });
        }
    }

    @Test
    void registersOverTheBoundAreAnsweredAndThenEndTheSession() throws IOException {
        try (var cost = AttackCost.start(alone()).warmedUpBy(node -> REGISTERING.on(node.address(), WARM_UP))) {
            cost.assertUnharmed(
                    REGISTERS + " register frames too many, of sessions one after the other",
                    node -> assertEnded(
                            REGISTERING.on(node.address(), REGISTERS), "too_many_registrations", REGISTERS));
        }
    }

    @Test
    void forgedReplyAddressesReachNobodyAndThenEndTheSession() throws IOException {
        try (var cost = AttackCost.start(alone()).warmedUpBy(node -> FORGING.on(node.address(), WARM_UP))) {
            cost.assertUnharmed(
                    FORGED + " forged reply addresses, of sessions one after the other",
                    node -> assertEnded(FORGING.on(node.address(), FORGED), "access_denied", FORGED));
        }
    }

    /** Each session but the last was told of as many as may be, or of up to twice as many, and of its end. */
    private static void assertEnded(Map<String, Integer> codes, String code, int errors) {
        assertThat(codes).containsOnlyKeys(code, Flood.ENDED).containsEntry(code, errors);
        assertThat(codes.get(Flood.ENDED))
                .isBetween(errors / (2 * ERRORS_PER_SECOND_MAX) - 1, errors / ERRORS_PER_SECOND_MAX);
    }

    /** What the bound is worth. */
    @Test
    void withoutABoundOneSessionIsAnsweredForAsLongAsItLikes() throws IOException {
        try (var cost = AttackCost.start(alone(), "gateway.errorsPerSecondMax=0")
                .warmedUpBy(node -> REGISTERING.on(node.address(), WARM_UP))) {
            cost.assertUnharmed(
                    REGISTERS + " register frames too many of one session without a bound on errors",
                    node -> assertThat(REGISTERING.on(node.address(), REGISTERS))
                            .containsExactly(Map.entry("too_many_registrations", REGISTERS)));
        }
    }

    @Test
    void aSubscriberThatNeverReadsIsHeldLittle() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            // What so many large messages cost by themselves.
            cost.assertUnharmed(PUBLISHED + " messages of 64 KiB to one that reads", node -> {
                try (var reading = GatewayClient.to(node.port()).register("flood.read")) {
                    var read =
                            Background.run(() -> IntStream.range(0, PUBLISHED).forEach(n -> reading.receive()));
                    publish(node, "flood.read");
                    read.join();
                }
            });
            cost.assertUnharmed(PUBLISHED + " messages of 64 KiB to one that never reads", node -> {
                try (var deaf = GatewayClient.to(node.port()).register("flood.all")) {
                    publish(node, "flood.all");
                    assertThat(deaf).isNotNull();
                }
            });
        }
    }

    private static void publish(GatewayNode node, String address) {
        try (var publisher = GatewayClient.to(node.port())) {
            var frame = new JsonObject()
                    .put("type", "publish")
                    .put("address", address)
                    .put("body", "x".repeat(65_536))
                    .put("ack", "k");
            for (int n = 0; n < PUBLISHED; n++) {
                assertThat(publisher.ask(frame).getString("type")).isEqualTo("ack");
            }
        }
    }

    @Test
    void lengthsThatAreNoneEndTheSession() throws IOException {
        try (var cost = AttackCost.start(alone()).warmedUpBy(node -> endByLengths(node, SESSIONS_WARM_UP))) {
            cost.assertUnharmed(
                    LENGTHS + " lengths each of -1 and 2^31-1, and frames of 0 bytes",
                    node -> endByLengths(node, LENGTHS));
        }
    }

    private static void endByLengths(GatewayNode node, int times) throws IOException {
        for (int n = 0; n < times; n++) {
            for (int length : new int[] {-1, Integer.MAX_VALUE}) {
                assertThat(codesAfter(node, length)).containsExactly("frame_too_large");
            }
            assertThat(codesAfter(node, 0)).containsExactly("invalid_json");
        }
    }

    /** What a session is told that sends this length, then a byte, and then ends. */
    private static List<String> codesAfter(GatewayNode node, int length) throws IOException {
        try (var session = new Socket("127.0.0.1", node.port())) {
            session.setSoTimeout((int) PATIENCE.toMillis());
            new DataOutputStream(session.getOutputStream()).writeInt(length);
            session.shutdownOutput();
            List<String> codes = new ArrayList<>();
            var in = new DataInputStream(session.getInputStream());
            for (JsonObject next = Flood.read(in); next != null; next = Flood.read(in)) {
                codes.add(next.getString("message"));
            }
            return codes;
        }
    }

    @Test
    void oneByteASecondEndsInTime() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            cost.assertUnharmed(DRIPPING + " sessions of one byte a second", GatewayAttacksIT::drip);
        }
    }

    private static void drip(GatewayNode node) throws IOException {
        List<Socket> dripping = new ArrayList<>();
        for (int n = 0; n < DRIPPING; n++) {
            dripping.add(new Socket("127.0.0.1", node.port()));
        }
        long begin = System.nanoTime();
        byte[] frame = {0, 0, 0, 15, '{', '"', 't', 'y', 'p', 'e', '"', ':', '"'};
        for (int at = 0; at < frame.length && !dripping.isEmpty(); at++) {
            byte next = frame[at];
            dripping.removeIf(each -> !isWritten(each, next));
            Waiting.pass(Duration.ofSeconds(1));
        }
        assertThat(dripping).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
    }

    private static boolean isWritten(Socket to, byte next) {
        try {
            to.getOutputStream().write(next);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
