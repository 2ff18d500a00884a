package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real input comes back whole, in every framing: piped through {@code connect} against {@code serve}. */
class WholeInputIT {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"raw", "length"})
    void theModulesOfTheJdkComeBackWhole(String framing) throws IOException, InterruptedException {
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");

        assertComesBackWhole(modules, framing);
    }

    @Test
    void linesOfAllLengthsComeBackWholeAlsoTheUnfinishedLast() throws IOException, InterruptedException {
        long seed = new Random().nextLong();
        Path text = directory.resolve("lines.txt");
        writeLines(text, new Random(seed));

        assertComesBackWhole(text, "line");
    }

    @Test
    void aBinaryFileShorterThanAnyBufferComesBackWhole() throws IOException, InterruptedException {
        Path file = Files.write(directory.resolve("tiny"), new byte[] {0, -1, 10, 13, 4});

        assertComesBackWhole(file, "raw");
    }

    private void assertComesBackWhole(Path input, String framing) throws IOException, InterruptedException {
        try (Program server = Program.serve(directory, "--framing", framing);
                Program client = Program.start(
                        Launch.in(directory).input(input),
                        "connect",
                        "--framing",
                        framing,
                        "127.0.0.1",
                        String.valueOf(server.port()))) {
            assertThat(client.exitCode()).as(client.err()).isZero();
            assertThat(Files.mismatch(input, client.outFile())).isEqualTo(-1);
            assertThat(client.err()).isEmpty();
        }
    }

    private static void writeLines(Path file, Random random) throws IOException {
        try (BufferedWriter writer = Files.newBufferedWriter(file)) {
            for (int line = 0; line < 200_000; line++) {
                int length = random.nextInt(10) == 0 ? random.nextInt(2_000) : random.nextInt(100);
                writer.write("x".repeat(length) + (random.nextBoolean() ? "\r\n" : "\n"));
            }
            writer.write("an unfinished last line");
        }
    }
}
