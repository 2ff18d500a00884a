package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two watches of one file: one is told what to know, and the other shows that there was something to see. */
class ConfigWatchTest {

    private static final long SCAN_MS = 1_000;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path directory;

    private ConfigWatch told;
    private ConfigWatch untold;
    private final Semaphore seenByTold = new Semaphore(0);
    private final Semaphore seenByUntold = new Semaphore(0);

    @BeforeEach
    void watch() throws Exception {
        write("{}");
        told = watch(seenByTold);
        untold = watch(seenByUntold);
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void whatIsKnownIsNoChange() throws Exception {
        write("{\"a\": 1}");
        know(told);
        assertSeen(seenByUntold);
        assertThat(seenByTold.availablePermits()).isZero();

        write("{\"a\": 2}");
        assertSeen(seenByTold);
        assertSeen(seenByUntold);

        write("{\"a\": 3}");
        know(untold);
        assertSeen(seenByTold);
        assertThat(seenByTold.availablePermits()).isZero();
        assertThat(seenByUntold.availablePermits()).isZero();
    }

    private ConfigWatch watch(Semaphore seen) throws TimeoutException {
        var sources = new ConfigSources(directory, List.of("live.json"), Map.of(), List.of());
        var watch = ConfigWatch.start(vertx, sources, SCAN_MS, seen::release);
        know(watch);
        return watch;
    }

    private static void know(ConfigWatch watch) throws TimeoutException {
        watch.know().await(30, TimeUnit.SECONDS);
    }

    private static void assertSeen(Semaphore changes) throws InterruptedException {
        assertThat(changes.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }

    /** At once: no half of it is ever there. */
    private void write(String content) throws IOException {
        Path next = Files.writeString(directory.resolve("next.json"), content);
        Files.move(next, directory.resolve("live.json"), StandardCopyOption.ATOMIC_MOVE);
    }
}
