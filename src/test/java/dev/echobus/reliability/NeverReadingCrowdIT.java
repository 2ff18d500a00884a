package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands send all they can and never read: each costs a bounded memory, for a bounded time, and nobody else any. */
@Measures
class NeverReadingCrowdIT {

    private static final int CLIENTS = Scale.of(400, 10_000);
    private static final int HONEST = Scale.of(10, 50);
    private static final int WRITE_TIMEOUT_MS = Scale.of(4_000, 20_000);

    /** The high watermark, one read above it, and what the pools lose to rounding. */
    private static final long BYTES_A_CLIENT_MAX = 224 << 10;

    private static final int HEAP_MIB = 512;
    private static final int DIRECT_MIB = 2_560;

    /** The heap, what the clients may cost, and a JVM's own. */
    private static final long PEAK_BYTES_MAX = (HEAP_MIB + 300L << 20) + CLIENTS * BYTES_A_CLIENT_MAX;

    /** A small run shares its processors with the build. */
    private static final Duration LATE = Duration.ofSeconds(Scale.of(8, 2));

    /**
     * Longer messages wait for acknowledgements, which the system delays by 40 ms while it is short of memory for
     * sockets: that would be measured, and not the service.
     */
    private static final int A_SEGMENT_BYTES = 1_000;

    /** Between runs the figure wanders as much: below this a ratio of two times says nothing. */
    private static final long P99_FLOOR_MICROS = 2_500;

    private static final Duration MEASURED = Duration.ofSeconds(Scale.of(1, 5));

    @TempDir
    private Path directory;

    @Test
    void eachCostsLittleAndGoesInTimeAndHonestClientsNoticeNothing() throws IOException {
        long seed = new Random().nextLong();
        try (var server = serve();
                var crowd = new Crowd(addressOf(server), "127.0.0.2").withSmallBuffers();
                var honest = HonestClients.start(addressOf(server), HONEST, A_SEGMENT_BYTES, seed)) {
            var figures = new ProcessFigures(server.pid());
            int descriptors = figures.descriptors();
            crowd.connect(CLIENTS);
            Waiting.until("accepted", Duration.ofSeconds(60), () -> figures.descriptors() >= descriptors + CLIENTS);
            Waiting.pass(MEASURED);
            honest.takeP99Micros(); // Warmed up.
            Waiting.pass(MEASURED);
            long p99Before = honest.takeP99Micros();
            long bytesBefore = figures.residentBytes();

            var start = System.nanoTime();
            long flood = crowd.flood();
            long floodMs = (System.nanoTime() - start) / 1_000_000;
            long p99Flooded = honest.takeP99Micros();
            long bytesEach = (figures.residentBytes() - bytesBefore) / CLIENTS;
            Waiting.pass(MEASURED);
            long p99Stuck = honest.takeP99Micros();
            var bound = Duration.ofMillis(WRITE_TIMEOUT_MS).plus(LATE).minus(MEASURED);
            long goneMs =
                    MEASURED.toMillis() + Waiting.until("all cut", bound, () -> figures.descriptors() <= descriptors);

            Scale.report(
                    "%d clients sent %d MiB in %d ms and read nothing: %d bytes of RSS each, peak %d MiB; gone %d ms after"
                            + " (write time-out %d ms)",
                    CLIENTS,
                    flood >> 20,
                    floodMs,
                    bytesEach,
                    figures.peakResidentBytes() >> 20,
                    goneMs,
                    WRITE_TIMEOUT_MS);
            long p99Cut = honest.takeP99Micros();
            Scale.report(
                    "honest p99 %d us before, %d us while they send, %d us while they are stuck, %d us while they are cut",
                    p99Before, p99Flooded, p99Stuck, p99Cut);
            assertThat(honest.failures()).isEmpty();
            assertThat(bytesEach).isLessThanOrEqualTo(BYTES_A_CLIENT_MAX);
            assertThat(figures.peakResidentBytes()).isLessThan(PEAK_BYTES_MAX);
            assertThat(server.err()).contains("WRITE_TIMEOUT").doesNotContain("OutOfMemory", "OutOfDirectMemory");
            if (Scale.isFull()) {
                assertThat(List.of(p99Flooded, p99Stuck, p99Cut)).allMatch(p99 -> p99 <= twice(p99Before));
            }
        }
    }

    private static long twice(long p99Micros) {
        return 2 * Math.max(p99Micros, P99_FLOOR_MICROS);
    }

    private Program serve() throws IOException {
        Launch launch = Launch.in(directory)
                .forMeasuring()
                .flag("-Xmx" + HEAP_MIB + "m")
                .flag("-XX:MaxDirectMemorySize=" + DIRECT_MIB + "m");
        return Program.serve(launch, "--set", "server.writeTimeoutMs=" + WRITE_TIMEOUT_MS);
    }

    private static InetSocketAddress addressOf(Program server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }
}
