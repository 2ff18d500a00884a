package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code connect} as a person has it: at a terminal, which shows what is typed beside what comes back. */
class TerminalIT {

    private static final String CTRL_D = "\u0004";

    @TempDir
    private Path directory;

    @BeforeEach
    void needsScript() {
        boolean isThere = Arrays.stream(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "script")));
        assumeTrue(isThere, "util-linux's script makes the terminal");
    }

    @Test
    void eachTypedLineIsAnsweredBeforeTheNextAndCtrlDEnds() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--prefix", "reply: ");
                Program terminal = connect(server)) {
            terminal.await(
                    "greeting",
                    () -> terminal.out().startsWith("connected to 127.0.0.1:" + server.port() + "; Ctrl-D ends\r\n"));

            terminal.type("one\n");
            terminal.await("first reply", () -> terminal.out().endsWith("one\r\nreply: one\r\n"));
            terminal.type("two\n");
            terminal.await("second reply", () -> terminal.out().endsWith("two\r\nreply: two\r\n"));
            terminal.type(CTRL_D);

            assertThat(terminal.exitCode()).isZero();
            assertThat(terminal.out()).endsWith("finished\r\n");
        }
    }

    @Test
    void theReplyToARecordStandsOnALineOfItsOwn() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--framing", "length", "--prefix", "reply: ");
                Program terminal = connect(server, "--framing", "length")) {
            terminal.await("greeting", () -> terminal.out().contains("Ctrl-D ends\r\n"));

            terminal.type("one\n");
            terminal.await("reply", () -> terminal.out().endsWith("one\r\nreply: one\r\n"));
            terminal.type(CTRL_D);

            assertThat(terminal.exitCode()).isZero();
        }
    }

    @Test
    void theServersCloseIsToldAndEndsIt() throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--once");
                Program terminal = connect(server)) {
            terminal.await("greeting", () -> terminal.out().contains("Ctrl-D ends\r\n"));

            terminal.type("only one\n");

            assertThat(terminal.exitCode()).isZero();
            assertThat(terminal.out()).endsWith("only one\r\nonly one\r\nthe server closed the connection\r\n");
        }
    }

    /** What is typed and what the program says of itself stay at the terminal. */
    @Test
    void intoAFileGoTheRepliesAlone() throws IOException, InterruptedException {
        Launch intoFile = Launch.in(directory).atTerminal().by(List.of("sh", "-c", "exec \"$@\" > replies", "sh"));
        try (Program server = Program.serve(directory, "--framing", "length", "--prefix", "reply: ");
                Program terminal = connect(intoFile, server, "--framing", "length")) {
            terminal.type("one\n");
            terminal.type(CTRL_D);

            assertThat(terminal.exitCode()).isZero();
            assertThat(directory.resolve("replies")).content().isEqualTo("reply: one");
            assertThat(terminal.out()).contains("Ctrl-D ends\r\n").endsWith("finished\r\n");
        }
    }

    private Program connect(Program server, String... options) throws IOException {
        return connect(Launch.in(directory).atTerminal(), server, options);
    }

    private static Program connect(Launch launch, Program server, String... options) throws IOException {
        var arguments = new String[options.length + 3];
        arguments[0] = "connect";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = "127.0.0.1";
        arguments[options.length + 2] = String.valueOf(server.port());
        return Program.start(launch, arguments);
    }
}
