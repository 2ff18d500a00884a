package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.Measures;
import dev.echobus.gateway.GatewayClient;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the gateway that do what none should: each is bounded, answered or closed, and another session's requests go on. */
@Measures
class GatewayAttacksIT {

    private static final int SILENT = Scale.of(1_000, 5_000);
    private static final int REGISTERS = Scale.of(50_000, 1_000_000);
    private static final int FORGED = 10_000;
    private static final int FORGING_SESSIONS = Scale.of(1, 20);

    /** Frames of each kind that come before its flood, so that it meets a program that is compiled. */
    private static final int WARM_UP = 10_000;

    /** The same of sessions that end at once. */
    private static final int SESSIONS_WARM_UP = 500;

    private static final int PUBLISHED = Scale.of(200, 2_000);
    private static final int LENGTHS = Scale.of(100, 1_000);
    private static final int DRIPPING = Scale.of(20, 100);

    private static final int REGISTRATIONS_MAX = 256;
    private static final int IDLE_TIMEOUT_MS = 5_000;
    private static final int FRAME_TIMEOUT_MS = 3_000;
    /** As much as the heap that it may use: what sessions' connections and their buffers take comes out of that. */
    private static final long GROWTH_MAX_BYTES = 128L << 20;

    /** Requests of the other session until its program is compiled, and in which its time in quiet is measured. */
    private static final int SETTLED = Scale.of(2_000, 50_000);

    private static final int QUIET = Scale.of(1_000, 20_000);

    /** A request has not been waiting for longer; small runs share their processors. */
    private static final long P99_MAX_NANOS = Duration.ofSeconds(2).toNanos();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private Program node;
    private InetSocketAddress gateway;
    private HonestSession honest;

    @BeforeEach
    void serve() throws IOException, InterruptedException {
        String settings = "--gateway-port 0 --set gateway.rules.echo.address=echobus.client.echo"
                + " --set gateway.rules.echo.send=true --set gateway.rules.flood.address=flood.**"
                + " --set gateway.rules.flood.publish=true --set gateway.rules.flood.register=true"
                + " --set gateway.errorsPerSecondMax=0 --set gateway.idleTimeoutMs=" + IDLE_TIMEOUT_MS
                + " --set gateway.frameTimeoutMs=" + FRAME_TIMEOUT_MS;
        node = Program.serve(Launch.in(directory).forMeasuring().flag("-Xmx128m"), settings.split(" "));
        String line = node.out()
                .lines()
                .filter(each -> each.startsWith("gateway tcp:"))
                .findFirst()
                .orElseThrow();
        gateway = new InetSocketAddress("127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
        honest = new HonestSession(gateway.getPort());
        Waiting.until("warm", PATIENCE, () -> honest.count() > SETTLED);
    }

    @AfterEach
    void end() {
        honest.stop();
        node.close();
    }

    @Test
    void silentSessionsAreClosedInTime() throws IOException {
        try (var crowd = new Crowd(gateway)) {
            assertUnharmed(SILENT + " silent sessions", () -> {
                int before = new ProcessFigures(node.pid()).descriptors();
                crowd.connect(SILENT);
                Waiting.until(
                        "they are closed", PATIENCE, () -> new ProcessFigures(node.pid()).descriptors() <= before);
            });
        }
    }

    @Test
    void registersOverTheBoundAreAnsweredAndNotHeld() throws IOException {
        Frames frames = n -> "{\"type\":\"register\",\"address\":\"flood." + n + "\"}";
        flood(WARM_UP, frames);
        assertUnharmed(REGISTERS + " register frames", () -> {
            var codes = flood(REGISTERS, frames);
            assertThat(codes).containsExactly(Map.entry("too_many_registrations", REGISTERS - REGISTRATIONS_MAX));
        });
    }

    @Test
    void forgedReplyAddressesReachNobody() throws IOException {
        Frames frames = n -> "{\"type\":\"send\",\"address\":\"__vertx.reply." + n + "\",\"body\":1,\"ack\":\"k\"}";
        flood(WARM_UP, frames);
        assertUnharmed(FORGED + " forged reply addresses of each of " + FORGING_SESSIONS + " sessions", () -> {
            for (int session = 0; session < FORGING_SESSIONS; session++) {
                assertThat(flood(FORGED, frames)).containsExactly(Map.entry("access_denied", FORGED));
            }
        });
    }

    @Test
    void aSubscriberThatNeverReadsIsHeldLittle() throws IOException {
        // What so many large messages cost by themselves.
        assertUnharmed(PUBLISHED + " messages of 64 KiB to one that reads", () -> {
            try (var reading = GatewayClient.to(gateway.getPort()).register("flood.read")) {
                var read = Background.run(() -> IntStream.range(0, PUBLISHED).forEach(n -> reading.receive()));
                publish("flood.read");
                read.join();
            }
        });
        assertUnharmed(PUBLISHED + " messages of 64 KiB to one that never reads", () -> {
            try (var deaf = GatewayClient.to(gateway.getPort()).register("flood.all")) {
                publish("flood.all");
                assertThat(deaf).isNotNull();
            }
        });
    }

    private void publish(String address) {
        try (var publisher = GatewayClient.to(gateway.getPort())) {
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
        endByLengths(SESSIONS_WARM_UP);
        assertUnharmed(LENGTHS + " lengths each of -1 and 2^31-1, and frames of 0 bytes", () -> endByLengths(LENGTHS));
    }

    private void endByLengths(int times) throws IOException {
        for (int n = 0; n < times; n++) {
            for (int length : new int[] {-1, Integer.MAX_VALUE}) {
                assertThat(codesAfter(length)).containsExactly("frame_too_large");
            }
            assertThat(codesAfter(0)).containsExactly("invalid_json");
        }
    }

    @Test
    void oneByteASecondEndsInTime() throws IOException {
        assertUnharmed(DRIPPING + " sessions of one byte a second", () -> {
            List<Socket> dripping = new ArrayList<>();
            for (int n = 0; n < DRIPPING; n++) {
                dripping.add(new Socket("127.0.0.1", gateway.getPort()));
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
        });
    }

    private void assertUnharmed(String what, Elsewhere.Work attack) {
        var figures = new ProcessFigures(node.pid());
        Waiting.until("what came before is over", PATIENCE, () -> honest.count() > SETTLED);
        honest.take();
        Waiting.until("quiet", PATIENCE, () -> honest.count() > QUIET);
        long quiet = p99(honest.take());
        long before = figures.residentBytes();
        Elsewhere.run(attack);
        Waiting.until("a request more", PATIENCE, () -> honest.count() > 0);
        long after = figures.residentBytes();
        long[] meanwhile = honest.take();
        Scale.report(
                "%s: RSS %d MiB before, %d MiB after; another session's %d requests all replied, p99 %d us, %d us in quiet; median %d us",
                what,
                before >> 20,
                after >> 20,
                meanwhile.length,
                p99(meanwhile) / 1_000,
                quiet / 1_000,
                meanwhile[meanwhile.length / 2] / 1_000);
        assertThat(after - before).isLessThan(GROWTH_MAX_BYTES);
        assertThat(p99(meanwhile)).isLessThan(P99_MAX_NANOS);
        assertThat(node.err()).doesNotContain("OutOfMemory", "Exception");
    }

    private static long p99(long[] nanos) {
        Arrays.sort(nanos);
        return nanos[(int) (nanos.length * 0.99)];
    }

    private interface Frames {
        String numbered(int number);
    }

    /** Sends so many frames on one session and reads all answers; returns how many were errors, by code. */
    private Map<String, Integer> flood(int count, Frames frames) throws IOException {
        try (var session = new Socket("127.0.0.1", gateway.getPort())) {
            var sending = Background.run(() -> {
                try {
                    var out = new DataOutputStream(new BufferedOutputStream(session.getOutputStream(), 65_536));
                    for (int n = 0; n < count; n++) {
                        write(out, frames.numbered(n));
                    }
                    write(out, "{\"type\":\"ping\"}");
                    out.flush();
                } catch (IOException closed) {
                    throw new UncheckedIOException(closed);
                }
            });
            var codes = new TreeMap<String, Integer>();
            var in = new DataInputStream(new BufferedInputStream(session.getInputStream(), 65_536));
            JsonObject next = read(in);
            while (!next.getString("type").equals("pong")) {
                if (next.getString("type").equals("err")) {
                    codes.merge(next.getString("message"), 1, Integer::sum);
                }
                next = read(in);
            }
            sending.join();
            return codes;
        }
    }

    /** What a session is told that sends this length, then a byte, and then ends. */
    private List<String> codesAfter(int length) throws IOException {
        try (var session = new Socket("127.0.0.1", gateway.getPort())) {
            session.setSoTimeout((int) PATIENCE.toMillis());
            new DataOutputStream(session.getOutputStream()).writeInt(length);
            session.shutdownOutput();
            List<String> codes = new ArrayList<>();
            var in = new DataInputStream(session.getInputStream());
            while (true) {
                try {
                    codes.add(read(in).getString("message"));
                } catch (EOFException | SocketException end) {
                    return codes;
                }
            }
        }
    }

    private static void write(DataOutputStream out, String frame) throws IOException {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static JsonObject read(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
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
