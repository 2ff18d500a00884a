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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More clients than descriptors: the service waits without spinning, and accepts again once some are free. */
@Measures
class SpentDescriptorsIT {

    private static final int DESCRIPTORS = 512;
    private static final int CLIENTS = 600;
    private static final int LEAVING = 200;
    private static final Duration RESUMES_WITHIN = Duration.ofSeconds(3);
    private static final Duration WATCHED = Duration.ofSeconds(Scale.of(2, 10));

    /** A node that does nothing takes about 1 %. */
    /** A spinning acceptor takes over 70; a small run is short, and the compiler still at work in it. */
    private static final double CPU_PERCENT_MAX = Scale.of(30, 5);

    @TempDir
    private Path directory;

    /** The waiters stand in the system's queue and are served in their order. */
    @Test
    void withoutAnyLeftItWaitsForSome() throws IOException, InterruptedException {
        try (var server = serve("--set", "admission.connectionsMax=100000");
                var crowd = new Crowd(addressOf(server), "127.0.0.2")) {
            crowd.connect(CLIENTS);
            server.await("shortage", () -> server.err().contains("cannot accept connections"));
            var figures = new ProcessFigures(server.pid());
            assertThat(figures.descriptors()).isBetween(DESCRIPTORS - 2, DESCRIPTORS);
            double cpuPercent = figures.cpuPercentOver(WATCHED);
            assertThat(server.isAlive()).isTrue();
            crowd.closeFirst(LEAVING);
            long start = System.nanoTime();
            assertThat(crowd.isLastEchoed()).isTrue();
            long ms = (System.nanoTime() - start) / 1_000_000;
            Scale.report("descriptors spent: %.1f %% of a core, %d ms until the last waiter's echo", cpuPercent, ms);
            assertThat(cpuPercent).isLessThan(CPU_PERCENT_MAX);
            assertThat(ms).isLessThan(RESUMES_WITHIN.toMillis());
            assertThat(crowd.echo()).isEqualTo(CLIENTS - LEAVING);
            server.signal("TERM");
            server.await("its numbers", () -> server.err().contains("draining: {"));
            assertThat(server.err()).containsPattern("\"acceptFailures\":[1-9]");
        }
    }

    @Test
    void byDefaultItRefusesBeforeNoneIsLeft() throws IOException {
        try (var server = serve();
                var crowd = new Crowd(addressOf(server), "127.0.0.2")) {
            crowd.connect(CLIENTS);
            int served = crowd.echo();
            assertThat(served).isBetween(DESCRIPTORS / 2, DESCRIPTORS - 100);
            var figures = new ProcessFigures(server.pid());
            assertThat(figures.descriptors()).isLessThan(DESCRIPTORS);
            double cpuPercent = figures.cpuPercentOver(WATCHED);
            crowd.closeFirst(LEAVING);
            long ms = Waiting.until("accepts again", RESUMES_WITHIN, () -> connectsAnew(server));
            Scale.report(
                    "by default: %d of %d served, the rest refused, %.1f %% of a core, %d ms until a new one's echo",
                    served, CLIENTS, cpuPercent, ms);
            assertThat(cpuPercent).isLessThan(CPU_PERCENT_MAX);
            assertThat(server.err()).contains("admission.connectionsMax").doesNotContain("cannot accept connections");
        }
    }

    private Program serve(String... settings) throws IOException {
        Namespace.requireTool("prlimit");
        var limited = Launch.in(directory).forMeasuring().by(List.of("prlimit", "--nofile=" + DESCRIPTORS));
        return Program.serve(limited, settings);
    }

    private static InetSocketAddress addressOf(Program server) {
        return new InetSocketAddress("127.0.0.1", server.port());
    }

    private static boolean connectsAnew(Program server) {
        try (var one = new Crowd(addressOf(server), "127.0.0.3")) {
            return one.connect(1).isLastEchoed();
        } catch (IOException refused) {
            return false;
        }
    }
}
