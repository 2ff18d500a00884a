package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
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
    void theOpenLoopReportsBothLatenciesAndWritesFiles() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory);
                Program bench = bench(
                        server, "-c 2 -r 2k -d 300ms -w 0s --json - --hgrm table.hgrm --html page.html --seed 5");
                Program again = bench(server, "-c 2 -r 2k -d 300ms -w 0s --json b.json --seed 5")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(bench.out()).startsWith("{").contains("\"formatVersion\" : 2", "\"seed\" : 5");
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

    @ParameterizedTest
    @CsvSource({"INT,130", "TERM,143"})
    void aRunThatIsEndedBySignalReportsWhatItMeasured(String signal, int exitCode)
            throws IOException, InterruptedException {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Program bench = Program.start(
                        directory, "bench", "tcp://127.0.0.1:" + listener.getLocalPort(), "-d", "1h", "-c", "1")) {
            try (var socket = listener.accept()) {
                InputStream in = socket.getInputStream();
                byte[] message = in.readNBytes(64);
                socket.getOutputStream().write(message);
                in.readNBytes(64);
                bench.signal(signal);
                assertThat(bench.exitCode()).isEqualTo(exitCode);
                assertThat(bench.out()).contains("the run was interrupted");
            }
        }
    }

    @Test
    void aServerThatNeverAnswersFailsTheRunAndIsAskedAbout() throws IOException, InterruptedException {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Program bench = Program.start(
                        directory,
                        ("bench tcp://127.0.0.1:" + listener.getLocalPort() + " -r 100 -d 1s -w 0s --drain 100ms")
                                .split(" "))) {
            assertThat(bench.exitCode()).as(bench.err()).isEqualTo(1);
            assertThat(bench.out())
                    .contains("100 of 100 intended were not answered", "nothing came back: is this an echo server?");
        }
    }

    @Test
    void aLostConnectionFailsTheRunThoughEveryByteWasRight() throws IOException, InterruptedException {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Program bench = Program.start(
                        directory,
                        ("bench tcp://127.0.0.1:" + listener.getLocalPort() + " -r 10 -d 1s -w 0s -c 1 --drain 100ms")
                                .split(" "))) {
            try (var socket = listener.accept()) {
                socket.getOutputStream().write(socket.getInputStream().readNBytes(64));
            }
            assertThat(bench.exitCode()).as(bench.err()).isEqualTo(1);
            assertThat(bench.out()).contains(" 1 lost", "every byte that came back was right");
        }
    }

    @Test
    void aConnectionThatIsClosedInTheMiddleOfAnEchoIsLostAndItsBytesWereRight()
            throws IOException, InterruptedException {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Program bench = Program.start(
                        directory,
                        ("bench tcp://127.0.0.1:" + listener.getLocalPort() + " -r 10 -d 1s -w 0s -c 1 --drain 100ms"
                                        + " --json report.json")
                                .split(" "))) {
            try (var socket = listener.accept()) {
                byte[] message = socket.getInputStream().readNBytes(64);
                socket.getOutputStream().write(message, 0, 40);
            }
            assertThat(bench.exitCode()).as(bench.err()).isEqualTo(1);
            assertThat(bench.out())
                    .contains(" 1 lost", "every byte that came back was right")
                    .doesNotContain("truncation");
            var report = new JsonObject(Files.readString(directory.resolve("report.json")));
            assertThat(report.getJsonObject("connections").getLong("lost")).isOne();
            assertThat(report.getJsonObject("result").getLong("unanswered")).isPositive();
            assertThat(report.getJsonObject("result").getLong("unansweredCutShort"))
                    .isOne();
        }
    }

    private Program bench(Program server, String arguments) throws IOException {
        String all = "bench tcp://127.0.0.1:" + server.port() + " " + arguments;
        return Program.start(directory, all.split(" "));
    }
}
