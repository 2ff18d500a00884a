package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tens of thousands of connections that come to nothing leave nothing behind. */
@Measures
class ChurnIT {

    private static final int CONNECTIONS = Scale.of(2_000, 100_000);
    private static final int AT_ONCE = 50;

    /** A source address has 28,000 ports, which rest for a while after use. */
    private static final int ADDRESSES = 8;

    /** Fills pools and caches, and has hot code compiled, before anything is measured. */
    private static final int WARM_UP = Scale.of(1_000, 10_000);

    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(30);

    /** A connection that is remembered holds 1.8 KB. */
    private static final long HEAP_MORE_BYTES_MAX = Scale.of(1 << 20, 4 << 20);

    private static final long DIRECT_MORE_BYTES_MAX = 16 << 20;
    private static final double IDLE_CPU_PERCENT_MAX = Scale.of(30, 2);
    private static final Duration WATCHED = Duration.ofSeconds(Scale.of(2, 10));

    @TempDir
    private Path directory;

    private interface Visit {
        void make(Crowd crowd) throws IOException;
    }

    @Test
    void connectionsThatEndAndAreResetAtOnceLeaveNothing() throws IOException {
        assertNothingIsLeft(
                "ended and reset at once", crowd -> crowd.connect(AT_ONCE).finishAndReset());
    }

    @Test
    void connectionsThatCloseAtOnceLeaveNothing() throws IOException {
        assertNothingIsLeft("closed at once", crowd -> crowd.connect(AT_ONCE).close());
    }

    private void assertNothingIsLeft(String how, Visit visit) throws IOException {
        Launch launch = Launch.in(directory).forMeasuring().flag(ProcessFigures.TRACKING);
        try (var server = Program.serve(launch)) {
            var figures = new ProcessFigures(server.pid());
            // The first question makes the JVM listen for questions, which takes a descriptor.
            figures.liveHeapBytes();
            int descriptors = figures.descriptors();
            visit(server, WARM_UP, visit);
            awaitDescriptors(figures, descriptors);
            long heapBytes = figures.liveHeapBytes();
            long directBytes = figures.directBytes();

            long start = System.nanoTime();
            visit(server, CONNECTIONS, visit);
            long ms = (System.nanoTime() - start) / 1_000_000;
            awaitDescriptors(figures, descriptors);
            long heapMoreBytes = figures.liveHeapBytes() - heapBytes;
            long directMoreBytes = figures.directBytes() - directBytes;
            double cpuPercent = figures.cpuPercentOver(WATCHED);
            Scale.report(
                    "%d connections %s in %d ms: %d descriptors before and after, heap %+d KiB, direct memory %+d KiB,"
                            + " then %.1f %% of a core",
                    CONNECTIONS, how, ms, descriptors, heapMoreBytes >> 10, directMoreBytes >> 10, cpuPercent);
            assertThat(heapMoreBytes).isLessThan(HEAP_MORE_BYTES_MAX);
            assertThat(directMoreBytes).isLessThan(DIRECT_MORE_BYTES_MAX);
            assertThat(cpuPercent).isLessThan(IDLE_CPU_PERCENT_MAX);
            assertThat(isEchoed(server)).isTrue();
        }
    }

    private static void visit(Program server, int count, Visit visit) throws IOException {
        for (int i = 0; i < count / AT_ONCE; i++) {
            // Connected to: the system then takes another source port for each.
            var address = new InetSocketAddress("127.0.0." + (1 + i % ADDRESSES), server.port());
            try (var crowd = new Crowd(address)) {
                visit.make(crowd);
            }
        }
    }

    private static void awaitDescriptors(ProcessFigures figures, int descriptors) {
        Waiting.until("descriptors freed", SETTLES_WITHIN, () -> figures.descriptors() <= descriptors);
    }

    private static boolean isEchoed(Program server) throws IOException {
        try (var socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(1);
            return socket.getInputStream().read() == 1;
        }
    }
}
