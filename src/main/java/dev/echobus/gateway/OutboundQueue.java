package dev.echobus.gateway;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.OverflowPolicy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Frames on their way to one session: those that its transport has no room for wait here, in order. Event loop; bounded
 * by {@code gateway.outboundMaxBytes}, at half of which the session is not read from, so that it cannot ask for more, and
 * counted in what all sessions hold, {@code gateway.bufferMemoryMaxBytes}.
 */
final class OutboundQueue {

    /** What became of a message. */
    enum Outcome {
        TAKEN,
        /** There is no room, and others are not to make it. */
        REFUSED,
        /** There is no room, and the session must go. */
        OVERFLOWN
    }

    /** What one that waits takes beside its bytes: the head of their array, its entry, and its place in the queue. */
    private static final int ENTRY_BYTES = 64;

    private final SessionTransport transport;
    private final int maxBytes;
    private final OverflowPolicy policy;
    private final Consumer<@Nullable String> onDropped;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private long waitingBytes;
    private boolean isReadingPaused;

    /** A frame that waits. */
    private static final class Waiting {

        private final byte[] frame;

        /** It may be dropped to make room. */
        private final boolean isMessage;

        /** Where the session would have answered it; null when it is no request. */
        private final @Nullable String replyAddress;

        Waiting(byte[] frame, boolean isMessage, @Nullable String replyAddress) {
            this.frame = frame;
            this.isMessage = isMessage;
            this.replyAddress = replyAddress;
        }
    }

    /** @param onDropped learns of each message that made room, by its reply address */
    OutboundQueue(SessionTransport transport, GatewayConfig settings, Consumer<@Nullable String> onDropped) {
        this.transport = transport;
        this.onDropped = onDropped;
        maxBytes = settings.outboundMaxBytes();
        policy = settings.overflow();
    }

    /** Writes a frame that is small, and bounded by what the session is let to ask. */
    void write(FrameWriter frame) {
        if (!writeNow(frame)) {
            enqueue(frame, false, null);
        }
    }

    /** Writes the reply to a request of the session's own; false when there is no room. */
    boolean offerReply(FrameWriter frame) {
        if (writeNow(frame)) {
            return true;
        }
        boolean isTaken = hasRoom(frame.length());
        if (isTaken) {
            enqueue(frame, false, null);
        }
        return isTaken;
    }

    /** Writes a message of the bus. */
    Outcome offerMessage(FrameWriter frame, @Nullable String replyAddress) {
        if (writeNow(frame)) {
            return Outcome.TAKEN;
        }
        List<Waiting> dropped = List.of();
        if (!hasRoom(frame.length())) {
            switch (policy) {
                case PAUSE -> {
                    return Outcome.REFUSED;
                }
                case DISCONNECT -> {
                    return Outcome.OVERFLOWN;
                }
                case DROP -> dropped = makeRoom(frame.length());
            }
        }
        boolean isTaken = hasRoom(frame.length());
        if (isTaken) {
            enqueue(frame, true, replyAddress);
        }
        // Last: whoever learns of it may write frames of its own.
        dropped.forEach(message -> onDropped.accept(message.replyAddress));
        return isTaken ? Outcome.TAKEN : Outcome.REFUSED;
    }

    /** The transport has room again. */
    void drain() {
        Waiting next = waiting.peek();
        while (next != null && !transport.isWriteQueueFull()) {
            waiting.remove();
            count(-1, -next.frame.length);
            transport.write(next.frame, next.frame.length);
            next = waiting.peek();
        }
        if (isReadingPaused && waitingBytes < maxBytes / 4) {
            isReadingPaused = false;
            transport.resumeReading();
        }
    }

    /** The session is over: returns the reply addresses of requests that it has not seen, and forgets all. */
    List<String> clear() {
        var unseen = new ArrayList<String>();
        for (Waiting frame : waiting) {
            if (frame.replyAddress != null) {
                unseen.add(frame.replyAddress);
            }
        }
        count(-waiting.size(), -waitingBytes);
        waiting.clear();
        return unseen;
    }

    /** Hands on all that waits, whatever room there is: the session is about to be closed. */
    void flush() {
        Waiting next = waiting.poll();
        while (next != null) {
            // Written, it may make room for others: they are drained in here, in their order.
            count(-1, -next.frame.length);
            transport.write(next.frame, next.frame.length);
            next = waiting.poll();
        }
    }

    private boolean writeNow(FrameWriter frame) {
        boolean hasRoom = waiting.isEmpty() && !transport.isWriteQueueFull();
        if (hasRoom) {
            transport.write(frame.array(), frame.length());
        }
        return hasRoom;
    }

    private boolean hasRoom(int bytes) {
        return waitingBytes + bytes <= maxBytes;
    }

    private void enqueue(FrameWriter frame, boolean isMessage, @Nullable String replyAddress) {
        waiting.add(new Waiting(Arrays.copyOf(frame.array(), frame.length()), isMessage, replyAddress));
        count(1, frame.length());
        if (!isReadingPaused && waitingBytes > maxBytes / 2) {
            isReadingPaused = true;
            transport.pauseReading();
        }
    }

    /** So many more frames wait, of so many bytes, or fewer. */
    private void count(int frames, long bytes) {
        waitingBytes += bytes;
        transport.countWaiting(bytes + (long) frames * ENTRY_BYTES);
    }

    private List<Waiting> makeRoom(int bytes) {
        var dropped = new ArrayList<Waiting>();
        for (var frames = waiting.iterator(); frames.hasNext() && !hasRoom(bytes); ) {
            Waiting oldest = frames.next();
            if (oldest.isMessage) {
                frames.remove();
                count(-1, -oldest.frame.length);
                dropped.add(oldest);
            }
        }
        return dropped;
    }
}
