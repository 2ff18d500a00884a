package dev.echobus.wire.bus;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before Vert.x's reader on an inbound bus connection and closes it, with one line of the log, when what comes is
 * no message of a member, or none comes in time. On the connection's event loop; keeps no bytes.
 */
final class InboundGuard extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(InboundGuard.class);

    private final BusConnections connections;
    private final BusFrames frames;

    private @Nullable ScheduledFuture<?> clock;
    private boolean isEnding;
    private int heldBytes;

    /** Counted rather than measured: a process that was stopped reads what has come before it takes it for late. */
    private int unfinishedSeconds;

    private int silentSeconds;

    InboundGuard(BusConnections connections) {
        this.connections = connections;
        frames = new BusFrames(connections.limits().messageMaxBytes());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        clock = context.executor().scheduleWithFixedDelay(() -> second(context), 1, 1, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        end();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var bytes = (ByteBuf) message;
        Optional<String> objection = isEnding ? Optional.empty() : objectionTo(context, bytes);
        if (objection.isPresent()) {
            close(context, objection.get());
        }
        if (isEnding) {
            bytes.release();
            return;
        }
        context.fireChannelRead(message);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            close(context, TlsFailure.describe(handshake.cause()));
        }
        context.fireUserEventTriggered(event);
    }

    private Optional<String> objectionTo(ChannelHandlerContext context, ByteBuf bytes) {
        long before = frames.messages();
        Optional<String> objection = frames.follow(bytes);
        if (objection.isPresent()) {
            return objection;
        }
        silentSeconds = 0;
        if (frames.messages() > before) {
            unfinishedSeconds = 0;
            if (before == 0) {
                connections.introduced(context.channel());
            }
        }
        hold(frames.unfinishedBytes());
        return connections.isExcess(heldBytes)
                ? Optional.of("unfinished messages of all connections hold more than "
                        + connections.limits().heldMaxBytes() + " bytes, and its own " + heldBytes)
                : Optional.empty();
    }

    private void hold(int bytes) {
        if (bytes != heldBytes) {
            connections.hold((long) bytes - heldBytes);
            heldBytes = bytes;
        }
    }

    private void second(ChannelHandlerContext context) {
        silentSeconds++;
        boolean isOwing = frames.isWithinMessage() || frames.messages() == 0;
        unfinishedSeconds = isOwing ? unfinishedSeconds + 1 : 0;
        int limitSeconds = BusLimits.MESSAGE_TIMEOUT_SECONDS + frames.announcedBytes() / BusLimits.BYTES_PER_SECOND_MIN;
        if (unfinishedSeconds > limitSeconds) {
            close(context, "no whole message in " + limitSeconds + " s");
        } else if (silentSeconds >= BusLimits.IDLE_TIMEOUT_SECONDS) {
            close(context, "silent for " + silentSeconds + " s");
        }
    }

    private void close(ChannelHandlerContext context, String reason) {
        if (!isEnding) {
            log.warn("closed the bus connection of {}: {}", BusConnections.peerOf(context.channel()), reason);
            end();
            context.close();
        }
    }

    private void end() {
        isEnding = true;
        hold(0);
        if (clock != null) {
            clock.cancel(false);
        }
    }
}
