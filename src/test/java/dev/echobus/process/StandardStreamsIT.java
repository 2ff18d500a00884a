package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard streams that a shell closed, or behind which there is no room: commands say so and fail. */
class StandardStreamsIT {

    private static final String FULL = "echobus: cannot write /dev/full (standard output): No space left on device\n";

    private static final int TEXT_MAX_BYTES = 100_000;

    /** Whose lines in the log, two a connection, are some times what a pipe holds. */
    private static final int UNREAD_CONNECTIONS = 2_000;

    private static final int TIMEOUT_MS = 30_000;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"version", "--help", "config", "completion", "bench --help"})
    void outputToAFullDiskFails(String command) throws IOException, InterruptedException {
        Result result = shell(command + " > /dev/full");

        assertThat(result).isEqualTo(new Result(1, "", FULL));
    }

    @Test
    void echoedBytesThatCannotBeWrittenFail() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory)) {
            Result result = shell("connect 127.0.0.1:" + server.port() + " > /dev/full < " + megabyte());

            assertThat(result).isEqualTo(new Result(1, "", FULL));
        }
    }

    @Test
    void anUnhealthyServerIsStillToldByItsExitStatus() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory)) {
            Result result = shell("health 127.0.0.1:" + server.port() + " > /dev/full");

            assertThat(result).isEqualTo(new Result(1, "", FULL));
        }
    }

    @Test
    void eachReportThatCannotBeWrittenIsNamed() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory)) {
            Result result = shell("bench 127.0.0.1:" + server.port()
                    + " -c 1 -d 50ms -w 0s --json /dev/full --html /dev/full --hgrm /dev/full");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).isEqualTo("""
                            echobus: cannot write /dev/full (--json): No space left on device
                            echobus: cannot write /dev/full (--html): No space left on device
                            echobus: cannot write /dev/full (--hgrm): No space left on device
                            """);
        }
    }

    /** Its number is then free for the first file that the JVM opens, which was sent to the server. */
    @Test
    void nothingIsSentForAClosedInput() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory)) {
            Result result = shell("connect 127.0.0.1:" + server.port() + " <&-");

            assertThat(result)
                    .isEqualTo(new Result(
                            2,
                            "",
                            "echobus: standard input is closed: expected something to send, </dev/null for nothing\n"));
        }
    }

    @Test
    void aClosedInputIsNoBody() throws IOException, InterruptedException {
        Result result = shell("bus request echobus.nothing.here <&-");

        assertThat(result).isEqualTo(new Result(2, "", "echobus: BODY: standard input is closed\n"));
    }

    @Test
    void aClosedOutputFails() throws IOException, InterruptedException {
        Result result = shell("version >&-");

        assertThat(result).isEqualTo(new Result(1, "", "echobus: cannot write standard output: it is closed\n"));
    }

    @Test
    void inputThatCannotBeReadFails() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory)) {
            Result result = shell("connect 127.0.0.1:" + server.port() + " < /");

            assertThat(result)
                    .isEqualTo(new Result(1, "", "echobus: cannot read / (standard input): Is a directory\n"));
        }
    }

    /** As where a container's runtime does not take what is written: echoing and the end go on without. */
    @Test
    void aLogThatNobodyReadsHoldsUpNobody() throws IOException, InterruptedException {
        new ProcessBuilder("mkfifo", directory.resolve("unread").toString())
                .start()
                .waitFor();
        var unread = List.of("sh", "-c", "exec 3<>unread; exec \"$0\" \"$@\" 2>unread");
        try (var server = Program.serve(
                Launch.in(directory).by(unread), "--set=log.connections=all", "--set=log.repeatsPerSecondMax=0")) {
            for (int connection = 0; connection < UNREAD_CONNECTIONS; connection++) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.setSoTimeout(TIMEOUT_MS);
                    socket.getOutputStream().write('x');
                    assertThat(socket.getInputStream().read()).isEqualTo('x');
                }
            }
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);
        }
    }

    private Path megabyte() throws IOException {
        return Files.write(directory.resolve("megabyte"), new byte[1 << 20]);
    }

    private record Result(int exitCode, String out, String err) {}

    /** Calls the program as a shell's line does; what it prints and how it ends. */
    private Result shell(String line) throws IOException, InterruptedException {
        String java = String.join(" ", Launch.in(directory).builder().command());
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        Process shell = new ProcessBuilder(List.of("sh", "-c", java + " " + line))
                .directory(directory.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as(line + " ended").isTrue();
            return new Result(shell.exitValue(), text(out), text(err));
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    /** Its beginning: a defect may have put the JDK's modules there. */
    private static String text(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(TEXT_MAX_BYTES), StandardCharsets.UTF_8);
        }
    }
}
