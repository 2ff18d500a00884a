package dev.echobus.cluster;

import dev.echobus.cluster.port.SecretProof;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The secret of a cluster, wherever it stands. Any thread; reads a file, at the start alone. */
final class ClusterSecret {

    /** More than the longest secret takes in UTF-8. */
    private static final int FILE_MAX_BYTES = 4_096;

    private ClusterSecret() {}

    /** Why the file cannot be used, or empty when it can or none is named. Never what stands in it. */
    static Optional<String> objection(ClusterConfig settings) {
        try {
            secret(settings);
            return Optional.empty();
        } catch (IOException unusable) {
            String reason = unusable.getClass() == IOException.class
                    ? unusable.getMessage()
                    : "cannot be read: " + unusable.getClass().getSimpleName();
            return Optional.of("cluster.secretFile: " + settings.secretFile() + ": " + reason);
        }
    }

    /**
     * How to prove it; empty when there is none.
     *
     * @throws IllegalStateException when the file cannot be used, which {@link #objection} tells
     */
    static Optional<SecretProof> proof(ClusterConfig settings) {
        try {
            return Optional.of(secret(settings)).filter(Secret::isSet).map(SecretProof::new);
        } catch (IOException unusable) {
            throw new IllegalStateException("cluster.secretFile cannot be read any more", unusable);
        }
    }

    private static Secret secret(ClusterConfig settings) throws IOException {
        if (settings.secretFile().isEmpty()) {
            return settings.secret();
        }
        var file = Path.of(settings.secretFile());
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
