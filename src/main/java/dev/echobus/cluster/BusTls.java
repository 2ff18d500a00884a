package dev.echobus.cluster;

import dev.echobus.common.Causes;
import dev.echobus.config.ClusterTlsConfig;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Mutual TLS on the event bus: its files, tried before joining so that the setting and the file can be named, and what
 * Vert.x is told of them. Any thread; reads three files, once.
 */
final class BusTls {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private BusTls() {}

    /** A file that cannot be used. */
    private static final class Unusable extends Exception {

        private static final long serialVersionUID = 1L;

        Unusable(String setting, String file, String reason) {
            super("cluster.tls." + setting + ": " + file + ": " + reason);
        }
    }

    /** Why the files cannot be used, or empty when they can or TLS is off. */
    static Optional<String> objection(ClusterTlsConfig tls) {
        if (!tls.isOn()) {
            return Optional.empty();
        }
        try {
            var chain = certificates("certificate", tls.certificate());
            checkKey(tls, chain.get(0));
            checkAuthority(tls, chain);
            return Optional.empty();
        } catch (Unusable unusable) {
            return Optional.of(Causes.describe(unusable));
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

    private static List<X509Certificate> certificates(String setting, String file) throws Unusable {
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new Unusable(setting, file, "expected certificates in PEM, found none");
            }
            found.get(0).checkValidity();
            return found;
        } catch (IOException unread) {
            throw new Unusable(
                    setting, file, "cannot be read: " + unread.getClass().getSimpleName());
        } catch (GeneralSecurityException unusable) {
            throw new Unusable(setting, file, "no usable certificate: " + Causes.describe(unusable));
        }
    }

    private static void checkKey(ClusterTlsConfig tls, X509Certificate certificate) throws Unusable {
        String text;
        try {
            text = Files.readString(Path.of(tls.key()), StandardCharsets.ISO_8859_1);
        } catch (IOException unread) {
            throw new Unusable(
                    "key", tls.key(), "cannot be read: " + unread.getClass().getSimpleName());
        }
        var pem = KEY.matcher(text);
        if (!pem.find()) {
            throw new Unusable("key", tls.key(), "expected a private key in PKCS #8 (BEGIN PRIVATE KEY), found none");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            PublicKey publicKey = certificate.getPublicKey();
            PrivateKey key =
                    KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!isPair(key, publicKey)) {
                throw new Unusable("key", tls.key(), "does not belong to cluster.tls.certificate " + tls.certificate());
            }
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new Unusable(
                    "key", tls.key(), "no key of cluster.tls.certificate's kind: " + Causes.describe(unusable));
        }
    }

    private static boolean isPair(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        byte[] message = "echobus".getBytes(StandardCharsets.US_ASCII);
        var signing = Signature.getInstance(algorithm);
        signing.initSign(key);
        signing.update(message);
        var verifying = Signature.getInstance(algorithm);
        verifying.initVerify(publicKey);
        verifying.update(message);
        return verifying.verify(signing.sign());
    }

    private static void checkAuthority(ClusterTlsConfig tls, List<X509Certificate> chain) throws Unusable {
        X509Certificate last = chain.get(chain.size() - 1);
        for (X509Certificate authority : certificates("ca", tls.ca())) {
            if (last.equals(authority) || isIssued(last, authority)) {
                return;
            }
        }
        throw new Unusable("certificate", tls.certificate(), "is not of the CA in cluster.tls.ca " + tls.ca());
    }

    private static boolean isIssued(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException other) {
            return false;
        }
    }
}
