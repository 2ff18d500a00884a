package dev.echobus.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** A process of the built jar, or of a class of the tests, its output in files. Ends with the test that started it. */
public final class Program implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts {@code echobus} with these arguments and no input. */
    static Program start(Path directory, String... arguments) throws IOException {
        return start(Launch.in(directory), arguments);
    }

    public static Program start(Launch launch, String... arguments) throws IOException {
        Path out = Files.createTempFile(launch.directory(), "out", ".txt");
        Path err = Files.createTempFile(launch.directory(), "err", ".txt");
        Process process = launch.builder(arguments)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        return new Program(process, out, err);
    }

    /** Starts a server and waits until it is ready. */
    static Program serve(Path directory, String... arguments) throws IOException {
        return serve(Launch.in(directory), arguments);
    }

    public static Program serve(Launch launch, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("serve", "--port", "0"));
        all.addAll(List.of(arguments));
        Program program = start(launch, all.toArray(String[]::new));
        program.await("ready", () -> program.out().contains("ready\n"));
        return program;
    }

    /** The port that a server printed. */
    public int port() {
        String line = out().lines().findFirst().orElseThrow();
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    public String out() {
        return read(out);
    }

    Path outFile() {
        return out;
    }

    public String err() {
        return read(err);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    /** Sends several signals with as little as possible between them: by one shell, without a process each. */
    void signals(String... names) throws IOException, InterruptedException {
        String line = Stream.of(names)
                .map(name -> "kill -" + name + " " + process.pid())
                .collect(Collectors.joining("; "));
        new ProcessBuilder("sh", "-c", line).start().waitFor();
    }

    /** Waits for the end and returns the exit code. */
    public int exitCode() throws InterruptedException {
        Assertions.assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended; err: %s", err())
                .isTrue();
        return process.exitValue();
    }

    public void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end || hasEnded()) {
                throw new AssertionError("no " + what + "; out: " + out() + " err: " + err());
            }
        }
    }

    /** Tells whether the process has ended, and gives it a moment for it, so that no processor is kept from it. */
    private boolean hasEnded() {
        try {
            return process.waitFor(5, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", interrupted);
        }
    }

    /** Types at the program's terminal, or writes to its standard input. */
    public void type(String keys) throws IOException {
        process.getOutputStream().write(keys.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Ends the process, and fails when it has leaked a buffer. */
    @Override
    public void close() {
        process.destroyForcibly();
        Assertions.assertThat(err()).as("Netty's leak detection").doesNotContain("LEAK: ");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new AssertionError("cannot read " + file, failure);
        }
    }
}
