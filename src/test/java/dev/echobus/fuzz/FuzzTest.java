package dev.echobus.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.gateway.FrameReaderFuzz;
import dev.echobus.gateway.SessionFuzz;
import dev.echobus.gateway.SockJsReaderFuzz;
import dev.echobus.wire.LengthFramesFuzz;
import dev.echobus.wire.WebSocketFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The fuzz targets. Each time all files of their corpus are tried again; with {@code JAZZER_FUZZ=1} Jazzer looks for more,
 * for {@code JAZZER_SECONDS} each, in a process of its own: its agent has no place in the JVM of other tests.
 */
class FuzzTest {

    private static final Path CORPORA = Path.of("src/test/resources/fuzz").toAbsolutePath();

    /** Where Jazzer keeps what it finds, and what must be looked at. */
    private static final Path FOUND = Path.of("target/fuzz").toAbsolutePath();

    private interface Target {
        void tryOne(byte[] input) throws Exception;
    }

    private enum Fuzzed {
        FRAMES(LengthFramesFuzz.class, LengthFramesFuzz::fuzzerTestOneInput),
        WEBSOCKET(WebSocketFuzz.class, WebSocketFuzz::fuzzerTestOneInput),
        SOCKJS(SockJsReaderFuzz.class, SockJsReaderFuzz::fuzzerTestOneInput),
        READER(FrameReaderFuzz.class, FrameReaderFuzz::fuzzerTestOneInput),
        SESSION(SessionFuzz.class, SessionFuzz::fuzzerTestOneInput);

        private final Class<?> type;

        @SuppressWarnings("ImmutableEnumChecker") // A reference to a static method.
        private final Target target;

        Fuzzed(Class<?> type, Target target) {
            this.type = type;
            this.target = target;
        }

        Path corpus() {
            return CORPORA.resolve(name().toLowerCase(Locale.ROOT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWasFoundBeforeIsStillWell(Fuzzed fuzzed) throws Exception {
        List<Path> files = files(fuzzed.corpus());
        assertThat(files).hasSizeGreaterThan(3);
        for (Path file : files) {
            try {
                fuzzed.target.tryOne(Files.readAllBytes(file));
            } catch (Throwable failure) {
                throw new AssertionError(file.toString(), failure);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfEnvironmentVariable(named = "JAZZER_FUZZ", matches = "1")
    void whatJazzerFindsIsWell(Fuzzed fuzzed) throws Exception {
        Path found = Files.createDirectories(FOUND.resolve(fuzzed.name().toLowerCase(Locale.ROOT)));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + fuzzed.type.getName(),
                "--instrumentation_includes=dev.echobus.**:com.fasterxml.jackson.core.**:io.netty.handler.codec.**",
                // It breaks the queues of Netty's allocator.
                "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.UnsafeSanitizer",
                "--reproducer_path=" + found,
                "-artifact_prefix=" + found + "/",
                "-max_len=4096",
                "-max_total_time=" + System.getenv().getOrDefault("JAZZER_SECONDS", "60"),
                "-print_final_stats=1",
                found.toString(),
                fuzzed.corpus().toString()));
        Process jazzer = new ProcessBuilder(command).inheritIO().start();
        assertThat(jazzer.waitFor()).as("see %s", found).isZero();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
