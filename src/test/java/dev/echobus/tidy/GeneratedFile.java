package dev.echobus.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the project that is made from its code, in whole or in part. */
public final class GeneratedFile {

    private GeneratedFile() {}

    /** Compares the file with what it should hold, or writes that when run with -Dechobus.updateDocs=true. */
    public static void assertHolds(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("echobus.updateDocs")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file))
                .as("%s; mvn test -Dechobus.updateDocs=true brings it up to date", file)
                .isEqualTo(expected);
    }
}
