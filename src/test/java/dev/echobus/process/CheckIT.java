package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The image's health check, src/main/c/echobus-check.c, against nodes of the jar; needs a C compiler. */
class CheckIT {

    private static final Path SOURCE = Path.of("src/main/c/echobus-check.c");

    @TempDir
    private static Path built;

    @TempDir
    private Path directory;

    /** What it said, and its exit status. */
    private record Check(int status, String line) {}

    @BeforeAll
    static void compile() throws IOException, InterruptedException {
        assumeTrue(
                Stream.of("/usr/bin/gcc", "/usr/local/bin/gcc").map(Path::of).anyMatch(Files::isExecutable), "no gcc");
        Check compiler =
                run(List.of("gcc", "-std=gnu17", "-Wall", "-Wextra", "-Werror", "-o", program(), SOURCE.toString()));
        assertThat(compiler.status()).as(compiler.line()).isZero();
    }

    /** Of each framing the answer is another, and none says which settings there are. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--framing=raw",
                "--prefix=> --set=client.enabled=false",
                "--framing=line",
                "--set=server.once=true",
                "--framing=length",
                "--framing=length --set=server.lengthFieldBytes=1",
                "--framing=length --set=server.lengthFieldBytes=2 --prefix=to",
                "--framing=line --responder=bus",
                "--transport=nio",
                "--host=127.0.0.2",
                "--host=0.0.0.0",
                "--host=::1"
            })
    void aNodeThatListensIsFound(String flags) throws IOException, InterruptedException {
        try (Program node = Program.serve(directory, flags.split(" (?=--)"))) {
            String host = List.of("127.0.0.2", "[::1]").stream()
                    .filter(it -> flags.contains(it.replaceAll("[\\[\\]]", "")))
                    .findFirst()
                    .orElse("127.0.0.1");
            assertThat(check(node)).isEqualTo(new Check(0, "listening: tcp://" + host + ":" + node.port()));
            assertThat(node.err()).doesNotContainIgnoringCase("warn");
        }
    }

    @Test
    void aFullNodeIsToldFromADeadOne() throws IOException, InterruptedException {
        String[] full = {"--set", "admission.connectionsMax=1", "--set", "client.enabled=false"};
        try (Program node = Program.serve(directory, full);
                var held = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            held.getOutputStream().write('x');
            assertThat(held.getInputStream().read()).isEqualTo('x');
            assertThat(check(node)).isEqualTo(new Check(3, "full: tcp://127.0.0.1:" + node.port()));
            assertThat(check(node, "--live").status()).isZero();
        }
    }

    /** Where nothing may be asked, as others answer, full shows all the same. */
    @Test
    void aFullNodeWhoseMessagesOthersAnswerIsFull() throws IOException, InterruptedException {
        try (Program node =
                Program.serve(directory, "--responder", "bus", "--set", "admission.denyNetworks=0.0.0.0/0,::/0")) {
            assertThat(check(node)).isEqualTo(new Check(3, "full: tcp://127.0.0.1:" + node.port()));
        }
    }

    @Test
    void aDrainingNodeSaysSo() throws IOException, InterruptedException {
        try (Program node = Program.serve(
                        directory, "--set", "server.drainQuietMs=60000", "--set", "server.drainTimeoutMs=60000");
                var held = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
            held.getOutputStream().write('x');
            assertThat(held.getInputStream().read()).isEqualTo('x');
            node.signal("TERM");
            node.await("draining", () -> node.err().contains("draining"));
            node.await("the title", () -> status(node) == 4);
            assertThat(check(node)).isEqualTo(new Check(4, "draining: takes no more connections"));
            assertThat(check(node, "--live").status()).isZero();
        }
    }

    @Test
    void aNodeThatDoesNotAnswerIsDead() throws IOException, InterruptedException {
        try (Program node = Program.serve(directory)) {
            node.signal("STOP");
            assertThat(check(node, "--live"))
                    .isEqualTo(new Check(1, "dead: tcp://127.0.0.1:" + node.port() + ": no answer in 2000 ms"));
            node.signal("KILL");
            node.exitCode();
            assertThat(check(node)).isEqualTo(new Check(1, "dead: no node is ready here"));
        }
    }

    @Test
    void whatItDoesNotUnderstandItSays() throws IOException, InterruptedException {
        assertThat(run(List.of(program(), "--alive"))).isEqualTo(new Check(2, "usage: echobus-check [--live] [PID]"));
    }

    private static String program() {
        return built.resolve("echobus-check").toString();
    }

    private static int status(Program node) {
        try {
            return check(node).status();
        } catch (IOException unusable) {
            throw new AssertionError(unusable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }

    private static Check check(Program node, String... flags) throws IOException, InterruptedException {
        return run(Stream.of(Stream.of(program()), Stream.of(flags), Stream.of(String.valueOf(node.pid())))
                .flatMap(words -> words)
                .toList());
    }

    private static Check run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(said).isTrue();
        return new Check(process.exitValue(), said.strip());
    }
}
