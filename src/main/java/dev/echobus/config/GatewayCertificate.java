package dev.echobus.config;

import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Whose certificate makes a session more than anonymous; its section's name is the session's identity then. */
public record GatewayCertificate(
        @Setting(
                doc = "The subject of the certificate that a session shows, as RFC 2253 has it: CN=audit,O=Example",
                byDefault = Setting.NO_DEFAULT,
                min = 1,
                max = 1_024)
        String subject) {

    /** As many as there may be tokens. */
    public static final int COUNT_MAX = GatewayToken.COUNT_MAX;

    /** The one form of a subject by which subjects are compared; empty when the text is no subject. */
    public static Optional<String> formOf(String subject) {
        try {
            return Optional.of(new X500Principal(subject).getName(X500Principal.RFC2253));
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }
}
