package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A node's threads do not grow with the files that it reads, as it reads its settings again and again. */
class FileThreadsTest {

    @Test
    void aNodeThatReadsOftenHasFewThreadsForIt() throws Exception {
        long before = fileThreads();
        Echobus node = Echobus.start(TestConfigs.of("server.port=0")).await(30, TimeUnit.SECONDS);
        try {
            for (int read = 0; read < 5 * Node.FILE_THREADS; read++) {
                node.vertx().fileSystem().readFile("pom.xml").await(30, TimeUnit.SECONDS);
            }
            assertThat(fileThreads() - before).isBetween(1L, (long) Node.FILE_THREADS);
        } finally {
            node.drain().await(30, TimeUnit.SECONDS);
        }
    }

    private static long fileThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("vert.x-internal-blocking"))
                .count();
    }
}
