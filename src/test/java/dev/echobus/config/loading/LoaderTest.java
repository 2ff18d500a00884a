package dev.echobus.config.loading;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of what the loader makes of sources, each in a directory of its own. */
abstract class LoaderTest {

    LoaderFixture sources;

    @BeforeEach
    void start(@TempDir Path directory) {
        sources = new LoaderFixture(directory);
    }

    @AfterEach
    void stop() {
        sources.close();
    }
}
