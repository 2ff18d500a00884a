package dev.echobus.gateway;

import dev.echobus.wire.tls.HandshakeListener;
import dev.echobus.wire.tls.TlsCauses;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection's handshake of TLS: counts and tells how it failed, one line each. Event loop of the connection. */
final class Handshake implements HandshakeListener {

    private static final Logger log = LoggerFactory.getLogger(Handshake.class);

    private final GatewayStats stats;
    private final String remote;
    private final Consumer<Boolean> onOver;

    private boolean isOver;

    /** @param onOver is told once whether the connection is secured */
    Handshake(GatewayStats stats, String remote, Consumer<Boolean> onOver) {
        this.stats = stats;
        this.remote = remote;
        this.onOver = onOver;
    }

    /** Counts and tells that a connection is closed at once, as too many are not over. */
    static void refuse(GatewayStats stats, String remote) {
        stats.refused();
        log.info(
                "refused {}: {} connections are no session yet (gateway.sessionsMax, or the memory)",
                remote,
                stats.capacity().handshakesMax());
    }

    @Override
    public void onSecured() {
        over(true);
    }

    @Override
    public void onFailed(String reason) {
        stats.handshakeFailed();
        log.info("TLS of {} failed: {}", remote, told(reason));
        over(false);
    }

    @Override
    public void onLeft() {
        over(false);
    }

    @Override
    public void onCutShort() {
        // Many clients never say the end of TLS, so it is nothing to be told by itself.
        log.debug("TLS of {} ended without close_notify", remote);
    }

    /** The same with the setting to look at, where there is one. */
    private static String told(String reason) {
        if (reason.equals(TlsCauses.NO_RECORD)) {
            return "it speaks none (gateway.tls.certificate)";
        }
        if (reason.contains("Empty client certificate chain")) {
            return "it shows no certificate of a CA in gateway.tls.ca";
        }
        return reason.startsWith("handshake timed out") ? reason + " (gateway.tls.handshakeTimeoutMs)" : reason;
    }

    private void over(boolean isSecured) {
        if (!isOver) {
            isOver = true;
            onOver.accept(isSecured);
        }
    }
}
