package dev.echobus.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a secret that stands in a file of its own. Blocks; at the start alone. */
public final class SecretFile {

    /** More than the longest secret takes in UTF-8. */
    private static final int FILE_MAX_BYTES = 4_096;

    private SecretFile() {}

    /**
     * The secret in a file, without the line feed at its end.
     *
     * @throws IOException when there is none that can be used; its message tells what was expected and found, never what
     *     stands in the file
     */
    public static Secret read(String file) throws IOException {
        try {
            return readText(Path.of(file));
        } catch (IOException unusable) {
            throw unusable.getClass() == IOException.class
                    ? unusable
                    : new IOException("cannot be read: " + unusable.getClass().getSimpleName(), unusable);
        }
    }

    private static Secret readText(Path file) throws IOException {
        if (Files.size(file) > FILE_MAX_BYTES) {
            throw new IOException("expected " + Secret.FORM + ", found " + Files.size(file) + " bytes");
        }
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).replaceFirst("\r?\n$", "");
        return Secret.of(text)
                .filter(Secret::isSet)
                .orElseThrow(
                        () -> new IOException("expected " + Secret.FORM + ", found " + text.length() + " characters"));
    }
}
