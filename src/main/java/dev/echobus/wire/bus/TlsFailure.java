package dev.echobus.wire.bus;

import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** What a failure of a bus connection's TLS says for people, and which setting it comes from. */
final class TlsFailure {

    private static final String NO_RECORD = "not an SSL/TLS record";

    private TlsFailure() {}

    static boolean isOne(Throwable cause) {
        return tlsCause(cause) instanceof SSLException;
    }

    /** One line; the innermost cause says most. */
    static String describe(Throwable cause) {
        Throwable tls = tlsCause(cause);
        if (tls instanceof ClosedChannelException) {
            return "closed during the TLS handshake: it has no TLS, or does not trust this node (cluster.tls.ca)";
        }
        Throwable inner = tls;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String text = String.valueOf(inner.getMessage()).lines().findFirst().orElse("");
        if (text.startsWith(NO_RECORD)) {
            // Netty goes on with all bytes that came.
            text = NO_RECORD;
        }
        return tls instanceof SSLException ? "TLS: " + text + " (" + settingOf(text) + ")" : text;
    }

    private static String settingOf(String text) {
        if (text.contains("subject alternative") || text.contains("No name matching")) {
            return "cluster.tls.verifyHost";
        }
        if (text.equals(NO_RECORD)) {
            return "the other end has no TLS: cluster.tls.certificate";
        }
        return text.contains("Empty client certificate chain") || text.contains("Empty certificate")
                ? "the other end shows none: cluster.tls.certificate"
                : "cluster.tls.ca, cluster.tls.certificate";
    }

    private static Throwable tlsCause(Throwable cause) {
        Throwable each = cause;
        while (each != null && !(each instanceof SSLException)) {
            each = each.getCause();
        }
        return each == null ? cause : each;
    }
}
