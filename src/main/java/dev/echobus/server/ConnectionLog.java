package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.bus.trace.Span;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.ConnectionLines;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.LogConfig;
import dev.echobus.wire.PayloadText;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** A connection's lines in the log, each with its id, peer and listener. Event loop of the connection. */
final class ConnectionLog {

    private static final Logger log = LoggerFactory.getLogger(ServerConnection.class);

    private final Peer peer;
    private final LiveConfig live;
    private final Tracing tracing;

    /** That of the message which ended it, if there is one. */
    private Span ending = Span.NONE;

    ConnectionLog(Peer peer, LiveConfig live, Tracing tracing) {
        this.peer = peer;
        this.live = live;
        this.tracing = tracing;
    }

    void accepted() {
        if (!isLoggingAll()) {
            return;
        }
        of(Level.INFO).log("accepted {} {} on {}", peer.connection(), peer.remote(), peer.listener());
    }

    /** Whether the log has a line for each message. */
    static boolean logsMessages(LogConfig settings) {
        return settings.payloads() || log.isDebugEnabled();
    }

    /** A message came. Its bytes are shown when that is asked for. */
    void received(ByteBuf frame, LogConfig settings) {
        if (settings.payloads()) {
            String text = PayloadText.of(frame, settings.payloadMaxBytes());
            of(Level.INFO)
                    .log("received from {} {} on {}: {}", peer.connection(), peer.remote(), peer.listener(), text);
        } else if (log.isDebugEnabled()) {
            of(Level.DEBUG)
                    .log(
                            "received from {} {} on {}: {} bytes",
                            peer.connection(),
                            peer.remote(),
                            peer.listener(),
                            frame.readableBytes());
        }
    }

    /** It will end so, once its peer has what is owed. */
    void closing(CloseReason reason) {
        ending = tracing.current();
        of(Level.DEBUG).log("closing {} {} on {}: {}", peer.connection(), peer.remote(), peer.listener(), reason);
    }

    void closed(CloseReason reason, Traffic traffic) {
        boolean isOrderly = reason.code().isOrderly();
        if ((isOrderly || isOneOfMany(reason)) && !isLoggingAll()) {
            return;
        }
        var line = of(isOrderly ? Level.INFO : Level.WARN);
        ending.during(() -> line.log(
                "closed {} {} on {}: {} ({} bytes in, {} bytes out, {} messages)",
                peer.connection(),
                peer.remote(),
                peer.listener(),
                reason,
                traffic.bytesIn(),
                traffic.bytesOut(),
                traffic.messages()));
    }

    /** A line, with what it is about for those who read by program. */
    private LoggingEventBuilder of(Level level) {
        return log.atLevel(level)
                .addKeyValue("connection", peer.connection())
                .addKeyValue("remote", peer.remote())
                .addKeyValue("listener", peer.listener());
    }

    /** Many are closed for memory at once, and {@link NodeBuffers} has one line for all. */
    private static boolean isOneOfMany(CloseReason reason) {
        return reason.code() == CloseCode.OUT_OF_MEMORY;
    }

    private boolean isLoggingAll() {
        return live.log().connections() == ConnectionLines.ALL;
    }
}
