package dev.echobus.wire;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;

/**
 * An {@link Ending} on its way. Event loop only; bounded by the ending's time, or by the caller's {@link
 * WireChannel#close}.
 */
final class GracefulClose {

    private final WireChannel wire;
    private final Channel channel;
    private final Ending ending;

    private boolean isAwaitingAcknowledgement;

    GracefulClose(WireChannel wire, Channel channel, Ending ending) {
        this.wire = wire;
        this.channel = channel;
        this.ending = ending;
    }

    void begin() {
        switch (ending.manner()) {
            case FLUSHED -> wire.output().endAndClose();
            case LINGERING -> linger();
            case ACKNOWLEDGED -> {
                if (TcpState.isKnown(channel)) {
                    awaitAcknowledgement();
                } else {
                    linger();
                }
            }
        }
    }

    /** False while the peer's system may not have every byte, and that is waited for. */
    boolean isDelivered() {
        return !isAwaitingAcknowledgement;
    }

    void onInputClosed() {
        if (!isAwaitingAcknowledgement) {
            wire.output().endAndClose();
        }
    }

    /** Asks the kernel whether what is waited for has come. */
    void sweep() {
        if (isAwaitingAcknowledgement && TcpState.isOutputAcknowledged(channel)) {
            isAwaitingAcknowledgement = false;
            closeWithin(wire.isInputClosed() ? 0 : ending.lingerTimeoutMs());
        }
    }

    private void linger() {
        if (wire.isInputClosed()) {
            wire.output().endAndClose();
        } else {
            wire.output().end();
            wire.resume();
        }
        closeWithin(ending.lingerTimeoutMs());
    }

    private void awaitAcknowledgement() {
        isAwaitingAcknowledgement = true;
        wire.output().end();
        wire.resume();
    }

    private void closeWithin(int ms) {
        var timer = channel.eventLoop().schedule(wire::close, ms, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
    }
}
