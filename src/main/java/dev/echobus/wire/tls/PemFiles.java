package dev.echobus.wire.tls;

import dev.echobus.common.Causes;
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
import java.util.regex.Pattern;

/**
 * The PEM files of one end of TLS, tried before use so that what names a file and the file can be told. Any thread; reads
 * files each time.
 *
 * @param certificate its own certificate, and after it those between it and its CA
 * @param key the private key of that, in PKCS #8
 * @param authorities the CAs that the other end's certificate may be of
 */
public record PemFiles(Named certificate, Named key, Named authorities) {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----\\s+([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    /**
     * A file and what names it, such as a setting or a flag.
     *
     * @param file empty for none
     */
    public record Named(String name, String file) {

        public boolean isSet() {
            return !file.isEmpty();
        }
    }

    /** What this end shows of itself; the key's own certificate is the first. */
    record Identity(PrivateKey key, List<X509Certificate> chain) {}

    /** Those that {@code certificate}, {@code key} and {@code ca} of a section of settings name. */
    public static PemFiles ofSection(String section, String certificate, String key, String ca) {
        return new PemFiles(
                new Named(section + ".certificate", certificate),
                new Named(section + ".key", key),
                new Named(section + ".ca", ca));
    }

    /**
     * Tries all three, which must be there, and that the certificate is of one of the CAs.
     *
     * @throws UnusableFileException when one cannot be used
     */
    public void tryAsMember() throws UnusableFileException {
        List<X509Certificate> chain = identity().chain();
        X509Certificate last = chain.get(chain.size() - 1);
        for (X509Certificate authority : trusted()) {
            if (last.equals(authority) || isIssued(last, authority)) {
                return;
            }
        }
        throw new UnusableFileException(
                certificate, "is not of the CA in " + authorities.name() + " " + authorities.file());
    }

    /**
     * Tries the CAs alone, which must be there.
     *
     * @throws UnusableFileException when they cannot be used
     */
    public void tryAuthorities() throws UnusableFileException {
        trusted();
    }

    Identity identity() throws UnusableFileException {
        List<X509Certificate> chain = certificates(certificate);
        return new Identity(keyOf(chain.get(0)), chain);
    }

    /** The CAs. */
    List<X509Certificate> trusted() throws UnusableFileException {
        return certificates(authorities);
    }

    private static List<X509Certificate> certificates(Named named) throws UnusableFileException {
        try (InputStream in = Files.newInputStream(Path.of(named.file()))) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (found.isEmpty()) {
                throw new UnusableFileException(named, "expected certificates in PEM, found none");
            }
            found.get(0).checkValidity();
            return found;
        } catch (IOException unread) {
            throw new UnusableFileException(
                    named, "cannot be read: " + unread.getClass().getSimpleName());
        } catch (GeneralSecurityException unusable) {
            throw new UnusableFileException(named, "no usable certificate: " + Causes.describe(unusable));
        }
    }

    private PrivateKey keyOf(X509Certificate own) throws UnusableFileException {
        String text;
        try {
            text = Files.readString(Path.of(key.file()), StandardCharsets.ISO_8859_1);
        } catch (IOException unread) {
            throw new UnusableFileException(
                    key, "cannot be read: " + unread.getClass().getSimpleName());
        }
        var pem = KEY.matcher(text);
        if (!pem.find()) {
            throw new UnusableFileException(key, "expected a private key in PKCS #8 (BEGIN PRIVATE KEY), found none");
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(pem.group(1));
            PublicKey publicKey = own.getPublicKey();
            PrivateKey found =
                    KeyFactory.getInstance(publicKey.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!isPair(found, publicKey)) {
                throw new UnusableFileException(
                        key, "does not belong to " + certificate.name() + " " + certificate.file());
            }
            return found;
        } catch (GeneralSecurityException | IllegalArgumentException unusable) {
            throw new UnusableFileException(
                    key, "no key of " + certificate.name() + "'s kind: " + Causes.describe(unusable));
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

    private static boolean isIssued(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException other) {
            return false;
        }
    }
}
