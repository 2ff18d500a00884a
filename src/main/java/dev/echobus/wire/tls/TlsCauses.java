package dev.echobus.wire.tls;

import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;

/** What a failure of TLS says, without what libraries wrap it in. */
public final class TlsCauses {

    /** The other end speaks something else. */
    public static final String NO_RECORD = "not an SSL/TLS record";

    private TlsCauses() {}

    /** The failure of TLS within another, or that itself. */
    public static Throwable of(Throwable cause) {
        Throwable each = cause;
        while (each != null && !(each instanceof SSLException)) {
            each = each.getCause();
        }
        return each == null ? cause : each;
    }

    /** One line; the innermost cause says most. */
    public static String text(Throwable cause) {
        Throwable inner = cause;
        while (inner.getCause() != null && inner.getCause() != inner) {
            inner = inner.getCause();
        }
        String text = String.valueOf(inner.getMessage()).lines().findFirst().orElse("");
        // Netty goes on with all bytes that came.
        return text.startsWith(NO_RECORD) ? NO_RECORD : text;
    }

    /** Whether the other end closed the connection, without a word of TLS why. */
    static boolean isClosed(Throwable cause) {
        return cause instanceof ClosedChannelException || text(cause).startsWith("Connection closed while");
    }
}
