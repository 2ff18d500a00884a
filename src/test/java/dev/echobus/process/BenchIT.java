package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The load generator as a process: what it prints, what it exits with, and what it writes. */
class BenchIT {

    @TempDir
    private Path directory;

    @Test
    void theReportIsTheTranscript() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--instances", "1");
                Program bench = bench(server, "-c 2 -s 64,1k -p 2 -d 300ms -w 100ms --require errors=0,p99<1h")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(withoutFigures(bench.out())).isEqualTo("""
                    target       tcp://#:#, # connections, closed loop, # in flight each
                    messages     #,#k bytes, raw framing, seed #
                    phases       # warm-up, # measured, drained in #
                    rate         # messages/s echoed
                    throughput   # out, # in
                    generator    # event loop on #, busiest # % of a core, # in garbage collection

                    latency from send # samples
                      min #
                      mean #
                      # % #
                      # % #
                      # % #
                      # % #
                      # % #
                      # % #
                      max #

                    connections  # opened, # failed, # lost
                    connecting   # % #, # % #, max #
                    fairness     # (Jain), messages a connection: min #, median #, max #
                    verified     every byte came back as it was sent
                    required     errors=#: met, #
                    required     p#<1h: met, #
                    """);
            assertThat(bench.err()).isEmpty();
        }
    }

    @Test
    void theOpenLoopReportsBothLatenciesAndWritesFiles() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory);
                Program bench = bench(
                        server, "-c 2 -r 2k -d 300ms -w 0s --json - --hgrm table.hgrm --html page.html --seed 5");
                Program again = bench(server, "-c 2 -r 2k -d 300ms -w 0s --json b.json")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(bench.out()).startsWith("{").contains("\"formatVersion\" : 1", "\"seed\" : 5");
            assertThat(directory.resolve("table.hgrm")).content().contains("#[Max");
            assertThat(directory.resolve("page.html")).content().contains("</svg>");
            assertThat(again.exitCode()).as(again.err()).isZero();
            assertThat(again.out()).contains("from intended", "from actual", "late sends");
            Files.writeString(directory.resolve("a.json"), bench.out());
            try (Program compare = Program.start(directory, "bench", "compare", "a.json", "b.json")) {
                assertThat(compare.exitCode()).as(compare.err()).isZero();
                assertThat(compare.out())
                        .contains("B / A", "echoed/s", "  99.9 %")
                        .doesNotContain("not alike");
            }
        }
    }

    @Test
    void aMissedThresholdExitsWithThree() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory);
                Program bench = bench(server, "-d 500ms -w 0s --require p50<1ns")) {
            assertThat(bench.exitCode()).isEqualTo(3);
            assertThat(bench.out()).contains("MISSED       p50<1ns: missed, ");
        }
    }

    @Test
    void differentBytesExitWithFour() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--prefix", "hi ");
                Program bench = bench(server, "-d 1s -w 0s --drain 5s --require p50<1ns")) {
            assertThat(bench.exitCode()).isEqualTo(4);
            assertThat(bench.out()).contains("corruption   ").doesNotContain("verified");
        }
    }

    @Test
    void thePrefixThatTheServerSendsIsExpected() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--prefix", "hi ", "--framing", "line");
                Program bench = bench(server, "-d 200ms -w 0s -p 8 --prefix hi\u00a0 --framing line")) {
            assertThat(bench.exitCode()).isEqualTo(4);
            try (Program right = Program.start(
                    directory,
                    "bench",
                    "tcp://127.0.0.1:" + server.port(),
                    "-d",
                    "200ms",
                    "--prefix",
                    "hi ",
                    "--framing",
                    "line")) {
                assertThat(right.exitCode()).as(right.out()).isZero();
            }
        }
    }

    @Test
    void anInterruptedRunReportsAndExitsWith130() throws IOException, InterruptedException {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Program bench = Program.start(
                        directory, "bench", "tcp://127.0.0.1:" + listener.getLocalPort(), "-d", "1h", "-c", "1")) {
            try (var socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                byte[] message = in.readNBytes(64);
                socket.getOutputStream().write(message);
                in.readNBytes(64);
                bench.signal("INT");
                assertThat(bench.exitCode()).isEqualTo(130);
                assertThat(bench.out()).contains("the run was interrupted");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "tcp://127.0.0.1:1; 1; echobus: cannot connect to tcp://127.0.0.1:1: Connection refused",
                "http://127.0.0.1:1; 2; echobus: URL: expected tcp://host:port, found \"http://127.0.0.1:1\"",
                "tcp://127.0.0.1:1 -s 64x; 2; echobus: --size: expected a size such as 64, 1k or 2m, found \"64x\"",
                "tcp://127.0.0.1:1 -p 0; 2; echobus: --in-flight: expected 1..65536, found 0",
                "tcp://127.0.0.1:1 -p 2 --prefix hi; 2; echobus: --prefix: expected --in-flight 1 and at most 1400"
                        + " bytes, or another --framing: without one, each read of the server gets the prefix",
                "tcp://127.0.0.1:1 --json no/such/file; 2; echobus: --json: no such directory: no/such",
                "compare no.json; 2; echobus: no.json: no such file",
            })
    void wrongInputIsToldInOneLine(String arguments, int exitCode, String line)
            throws IOException, InterruptedException {
        String all = arguments.startsWith("compare") ? arguments + " no.json" : arguments + " -d 1s";
        try (Program bench = Program.start(directory, ("bench " + all).split(" "))) {
            assertThat(bench.exitCode()).isEqualTo(exitCode);
            assertThat(bench.err().lines().findFirst()).hasValue(line);
            assertThat(bench.out()).isEmpty();
        }
    }

    private Program bench(Program server, String arguments) throws IOException {
        String all = "bench tcp://127.0.0.1:" + server.port() + " " + arguments;
        return Program.start(directory, all.split(" "));
    }

    /** Figures with their units become a sign, and so do spaces between columns; warnings go, which depend on the machine. */
    private static String withoutFigures(String report) {
        return report.replaceAll("(?m)^warning .*\n", "")
                .replaceAll("on (epoll|nio)", "on #")
                .replaceAll("\\d+(,\\d{3})*(\\.\\d+)*( (ns|µs|ms|s|[kMG]?B/s)\\b)?", "#")
                .replaceAll("#h\\b", "1h")
                .replaceAll("(?m)^(latency|  (min|mean|max|# %)) +(.*)$", "$1 $3")
                .replaceAll("(?m)^(latency from send) +", "$1 ")
                .replaceAll("(?m)(from send) +# ", "$1 # ");
    }
}
