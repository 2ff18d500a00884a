package dev.echobus.load.drive;

import dev.echobus.load.check.EchoCheck;
import dev.echobus.load.check.EchoInput;
import dev.echobus.load.check.Fault;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.check.Outstanding;
import dev.echobus.load.check.Stamp;
import dev.echobus.load.check.StampListener;
import dev.echobus.load.check.StampedEcho;
import dev.echobus.load.check.WireImage;
import dev.echobus.load.plan.LoadLimits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One socket from its opening to its end: sends what its slot's pace allows, checks what comes back, and counts both.
 * On its event loop; what is in flight is bounded by the plan.
 */
final class LoadConnection extends ChannelInboundHandlerAdapter implements StampListener {

    private final LoadLoop loop;
    private final LoadSlot slot;
    private final Outstanding outstanding = new Outstanding();
    private final WireImage image;
    private final EchoInput input;

    private @Nullable ChannelHandlerContext context;
    private @Nullable Outbox outbox;
    /** After this it sends no more, and is replaced once all is back. */
    private long expiryNanos = Long.MAX_VALUE;
    /** Of the read at hand, and so of all that it completes and sets off. */
    private long nowNanos;

    private boolean hasReceived;

    /** This side ended the connection, or both did. */
    private boolean isClosing;

    /** Waits for the server to close as well. */
    private @Nullable ScheduledFuture<?> closing;

    LoadConnection(LoadLoop loop, LoadSlot slot, WireImage image) {
        this.loop = loop;
        this.slot = slot;
        this.image = image;
        input = image.framing().isStamped()
                ? new StampedEcho(
                        image, outstanding, this, loop.recorder().hops().room())
                : new EchoCheck(image, outstanding, this);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        this.context = context;
        outbox = new Outbox(context, image);
        nowNanos = System.nanoTime();
        long lifetime = loop.plan().pace().lifetimeNanos();
        if (lifetime > 0) {
            expiryNanos = nowNanos + lifetime;
        }
        slot.onConnected(this, nowNanos);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var data = (ByteBuf) message;
        nowNanos = System.nanoTime();
        if (!hasReceived) {
            hasReceived = true;
            slot.onAnswering();
        }
        loop.recorder().advanceTo(nowNanos);
        loop.interval().bytesReceived += data.readableBytes();
        try {
            input.received(data, loop.readView());
        } finally {
            data.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (loop.maySendAt(nowNanos) && nowNanos < expiryNanos) {
            slot.onCanSend(nowNanos);
        } else if (loop.isDraining()) {
            slot.drain(nowNanos);
        } else if (outstanding.waiting() == 0 && nowNanos >= expiryNanos) {
            finish();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (outbox != null && context.channel().isWritable()) {
            outbox.writeMore();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean wasOurs = isClosing;
        isClosing = true;
        if (closing != null) {
            closing.cancel(false);
        }
        giveUp();
        slot.onClosed(wasOurs, !hasReceived);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty deprecates the method of its outbound handlers' interface only.
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Sends one message intended now for each place in flight that is free. */
    void sendToDepth(long now) {
        int vacant = loop.plan().inFlightMax() - outstanding.waiting();
        for (int i = 0; i < vacant; i++) {
            add(now, now);
        }
        flush(vacant);
    }

    /** Sends what the clock says is due, as far as it may be in flight. Returns false when it may not all be. */
    boolean sendDue(ArrivalClock clock, long now, boolean wasHeld) {
        if (isClosing) {
            return false;
        }
        if (now >= expiryNanos && !loop.isDraining()) {
            if (outstanding.waiting() == 0) {
                finish();
            }
            return false;
        }
        loop.recorder().advanceTo(now);
        int added = 0;
        long intended = clock.nextNanos();
        while (intended <= now && mayAdd() && loop.maySendAt(intended)) {
            if (now - intended > LoadLimits.LATE_NANOS) {
                loop.recorder().countLate(wasHeld);
            }
            add(intended, now);
            added++;
            clock.advance();
            intended = clock.nextNanos();
        }
        flush(added);
        return intended > now || !loop.maySendAt(intended);
    }

    private boolean mayAdd() {
        return outstanding.waiting() < loop.plan().inFlightMax()
                && outstanding.waitingBytes() + loop.plan().sizes().maxBytes() <= loop.inFlightMaxBytes();
    }

    private void add(long intended, long now) {
        if (outbox != null) {
            int size = slot.nextSize();
            outstanding.add(outbox.position(), size, intended, now);
            outbox.add(size);
        }
    }

    private void flush(int messages) {
        if (messages > 0 && outbox != null) {
            Interval interval = loop.interval();
            interval.messagesSent += messages;
            interval.bytesSent += outbox.flush();
        }
    }

    /** Closes once all is back; called when nothing more is to be sent. */
    void finishWhenIdle() {
        if (outstanding.waiting() == 0) {
            finish();
        }
    }

    /** Ends the sending side, and reads on until the server closes: what comes yet is more than was sent. */
    private void finish() {
        if (isClosing || context == null) {
            return;
        }
        isClosing = true;
        loop.recorder().onSettled();
        ((DuplexChannel) context.channel()).shutdownOutput();
        closing = context.executor().schedule(this::cut, LoadLimits.CLOSING_NANOS, TimeUnit.NANOSECONDS);
    }

    /** Closes at once, and counts what is missing. */
    void cut() {
        if (context != null && context.channel().isOpen()) {
            isClosing = true;
            giveUp();
            context.close();
        }
    }

    private void giveUp() {
        if (outstanding.waiting() > 0) {
            loop.recorder().onSettled();
        }
        input.end();
    }

    /** Closes at once unless it is closing. */
    void cutUnfinished() {
        if (!isClosing) {
            cut();
        }
    }

    @Override
    public void onEchoed(long intendedNanos, long sentNanos, int messages) {
        slot.countEchoed(messages);
        loop.recorder().recordEcho(intendedNanos, sentNanos, nowNanos, messages);
    }

    @Override
    public String onStamped(Stamp stamp, long intendedNanos, long sentNanos) {
        return loop.recorder().recordStamp(stamp, new HopRecorder.Times(intendedNanos, sentNanos, nowNanos));
    }

    /** Counts as lost by the server's doing: it is opened again after a while, and not at once. */
    @Override
    public void onUnreadable() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void onUnanswered(long intendedNanos) {
        loop.recorder().recordUnanswered(intendedNanos, 1);
    }

    @Override
    public void onCutShort(long intendedNanos) {
        loop.recorder().recordCutShort(intendedNanos);
    }

    @Override
    public void onFault(FaultKind kind, long message, long byteInMessage, FaultSize size) {
        loop.recorder()
                .countFault(
                        new Fault(kind, image.connection(), message + 1, byteInMessage, size.bytes(), size.detail()));
    }
}
