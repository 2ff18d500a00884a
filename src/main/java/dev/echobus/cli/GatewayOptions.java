package dev.echobus.cli;

import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.Secret;
import dev.echobus.config.SecretFile;
import dev.echobus.gateway.client.GatewayLink;
import dev.echobus.gateway.client.GatewayTarget;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.PemFiles.Named;
import dev.echobus.wire.tls.UnusableFileException;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which gateway a command goes through, what it shows there, and with TLS whom it trusts. */
final class GatewayOptions {

    private static final String TOKEN_FILE = "--gateway-token-file";
    private static final String CA = "--gateway-ca";
    private static final String CERTIFICATE = "--gateway-certificate";
    private static final String KEY = "--gateway-key";

    @Option(
            names = "--gateway",
            paramLabel = "TARGET",
            converter = TargetConverter.class,
            description = "Join nothing and go through this gateway, host:port, tcp://host:port or, with TLS,"
                    + " tls://host:port. Without it and without any flag of how to join, the environment's "
                    + GatewayConfig.COMMANDS_VARIABLE + " is asked for one.")
    private @Nullable Endpoint gateway;

    @Option(names = TOKEN_FILE, paramLabel = "FILE", description = "File with the token to show to the gateway.")
    private @Nullable String tokenFile;

    @Option(
            names = CA,
            paramLabel = "FILE",
            description = "PEM file of the CAs to trust at a gateway with TLS; without it those of Java.")
    private @Nullable String ca;

    @Option(
            names = CERTIFICATE,
            paramLabel = "FILE",
            description = "PEM file of the certificate to show to a gateway with TLS.")
    private @Nullable String certificate;

    @Option(names = KEY, paramLabel = "FILE", description = "PEM file of its private key, in PKCS #8.")
    private @Nullable String key;

    /** What was given cannot be used; the message says so for people. */
    static final class UnusableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnusableException(String message) {
            super(message, null, false, false);
        }
    }

    /** Reads the words of a target. */
    private static final class TargetConverter implements ITypeConverter<Endpoint> {

        @Override
        public Endpoint convert(String text) {
            return target(text);
        }
    }

    /** Whether the command line names a gateway. */
    boolean isGiven() {
        return gateway != null;
    }

    /** Whether the environment does. */
    static boolean isInEnvironment() {
        return !variable().isEmpty();
    }

    /** A flag that is of no use without a gateway. */
    Optional<String> pointless() {
        return tokenFile != null ? Optional.of(TOKEN_FILE) : tlsFlag();
    }

    /** Begins a session. */
    GatewayLink open() throws UnusableException, LinkException, InterruptedException {
        Endpoint endpoint = endpoint();
        if (!endpoint.isSecured() && tlsFlag().isPresent()) {
            throw new UnusableException(
                    tlsFlag().get() + ": expected with a gateway tls://host:port, found " + endpoint);
        }
        if (certificate == null != (key == null)) {
            throw new UnusableException(
                    certificate == null
                            ? KEY + ": expected with " + CERTIFICATE
                            : CERTIFICATE + ": expected with " + KEY);
        }
        var files = new PemFiles(named(CERTIFICATE, certificate), named(KEY, key), named(CA, ca));
        try {
            return GatewayLink.open(GatewayTarget.of(endpoint, files), token());
        } catch (UnusableFileException unusable) {
            throw new UnusableException(String.valueOf(unusable.getMessage()));
        }
    }

    private Endpoint endpoint() throws UnusableException {
        if (gateway != null) {
            return gateway;
        }
        try {
            return target(variable());
        } catch (TypeConversionException unusable) {
            throw new UnusableException(GatewayConfig.COMMANDS_VARIABLE + ": " + unusable.getMessage());
        }
    }

    private Secret token() throws UnusableException {
        if (tokenFile == null) {
            return Secret.NONE;
        }
        try {
            return SecretFile.read(tokenFile);
        } catch (IOException unusable) {
            throw new UnusableException(TOKEN_FILE + ": " + tokenFile + ": " + unusable.getMessage());
        }
    }

    private Optional<String> tlsFlag() {
        return Stream.of(named(CA, ca), named(CERTIFICATE, certificate), named(KEY, key))
                .filter(Named::isSet)
                .map(Named::name)
                .findFirst();
    }

    private static Named named(String flag, @Nullable String file) {
        return new Named(flag, file == null ? "" : file);
    }

    private static Endpoint target(String text) {
        if (Endpoint.readSecurable(text) instanceof Endpoint endpoint) {
            return endpoint;
        }
        throw new TypeConversionException(Endpoint.readSecurable(text).toString());
    }

    private static String variable() {
        return String.valueOf(System.getenv().getOrDefault(GatewayConfig.COMMANDS_VARIABLE, ""));
    }
}
