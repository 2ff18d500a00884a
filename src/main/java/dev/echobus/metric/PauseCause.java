package dev.echobus.metric;

import java.util.Locale;

/** Why a connection is not read from for a while. */
public enum PauseCause {
    /** Its peer leaves more unread than {@code server.writeBufferHighBytes}, or than memory allows now. */
    UNSENT,
    /** Its responder has as many messages as it may. */
    RESPONDER,
    /** It has sent more than its rate. */
    RATE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
