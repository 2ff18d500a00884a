package dev.echobus.cluster;

import dev.echobus.cluster.port.SecretProof;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.Secret;
import dev.echobus.config.SecretFile;
import java.io.IOException;
import java.util.Optional;

/** The secret of a cluster, wherever it stands. Any thread; reads a file, at the start alone. */
final class ClusterSecret {

    private ClusterSecret() {}

    /** Why the file cannot be used, or empty when it can or none is named. Never what stands in it. */
    static Optional<String> objection(ClusterConfig settings) {
        try {
            secret(settings);
            return Optional.empty();
        } catch (IOException unusable) {
            return Optional.of("cluster.secretFile: " + settings.secretFile() + ": " + unusable.getMessage());
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
        return SecretFile.read(settings.secretFile());
    }
}
