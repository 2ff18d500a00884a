package dev.echobus.wire.bus;

import dev.echobus.wire.tls.TlsCauses;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** What a failure of a bus connection's TLS says for people, and which setting it comes from. */
final class TlsFailure {

    private TlsFailure() {}

    static boolean isOne(Throwable cause) {
        return TlsCauses.of(cause) instanceof SSLException;
    }

    /** One line; the innermost cause says most. */
    static String describe(Throwable cause) {
        Throwable tls = TlsCauses.of(cause);
        if (tls instanceof ClosedChannelException) {
            return "closed during the TLS handshake: it has no TLS, or does not trust this node (cluster.tls.ca)";
        }
        String text = TlsCauses.text(tls);
        return tls instanceof SSLException ? "TLS: " + text + " (" + settingOf(text) + ")" : text;
    }

    private static String settingOf(String text) {
        if (text.contains("subject alternative") || text.contains("No name matching")) {
            return "cluster.tls.verifyHost";
        }
        if (text.equals(TlsCauses.NO_RECORD)) {
            return "the other end has no TLS: cluster.tls.certificate";
        }
        return text.contains("Empty client certificate chain") || text.contains("Empty certificate")
                ? "the other end shows none: cluster.tls.certificate"
                : "cluster.tls.ca, cluster.tls.certificate";
    }
}
