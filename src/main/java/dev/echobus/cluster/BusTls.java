package dev.echobus.cluster;

import dev.echobus.config.ClusterTlsConfig;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.UnusableFileException;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Mutual TLS on the event bus: its files, tried before joining so that the setting and the file can be named, and what
 * Vert.x is told of them. Any thread; reads three files, once.
 */
final class BusTls {

    private BusTls() {}

    /** Why the files cannot be used, or empty when they can or TLS is off. */
    static Optional<String> objection(ClusterTlsConfig tls) {
        if (!tls.isOn()) {
            return Optional.empty();
        }
        try {
            PemFiles.ofSection("cluster.tls", tls.certificate(), tls.key(), tls.ca())
                    .tryAsMember();
            return Optional.empty();
        } catch (UnusableFileException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }

    /** Tells Vert.x: both ends show a certificate, of this CA and no other. */
    static void apply(ClusterTlsConfig tls, EventBusOptions options) {
        if (tls.isOn()) {
            options.setSsl(true)
                    .setKeyCertOptions(new PemKeyCertOptions()
                            .addCertPath(absolute(tls.certificate()))
                            .addKeyPath(absolute(tls.key())))
                    .setTrustOptions(new PemTrustOptions().addCertPath(absolute(tls.ca())))
                    .setTrustAll(false)
                    .setClientAuth(ClientAuth.REQUIRED);
        }
    }

    private static String absolute(String file) {
        return Path.of(file).toAbsolutePath().toString();
    }
}
