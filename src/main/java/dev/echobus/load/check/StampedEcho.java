package dev.echobus.load.check;

import dev.echobus.load.check.EchoListener.FaultSize;
import dev.echobus.load.plan.LoadLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;

/**
 * Takes the stamps out of what comes back on one connection, and has the rest checked as if there were none: the echo of
 * each message is handed on with the last byte of its stamp, so that both are known together. What is no stamped echo ends
 * the connection, as nothing tells where the next one begins. On the connection's event loop.
 */
public final class StampedEcho implements EchoInput {

    private static final int FIELD_BYTES = Integer.BYTES;
    private static final int LENGTH_BITS = Integer.MAX_VALUE;

    private final Room room;
    private final Outstanding outstanding;
    private final StampListener listener;
    private final EchoCheck check;
    private final Stamp stamp = new Stamp();
    private final StampOrder order = new StampOrder();

    /** The last byte of the message at hand that came, which waits for the stamp. */
    private byte kept;

    private boolean hasKept;

    private long message;
    private int fieldBytes;
    private int field;
    private int payloadLeft;
    private int stampBytes;

    /** The message at hand has come whole, with a stamp that can be believed. */
    private boolean isStamped;

    private boolean isUnreadable;

    /** What all connections of an event loop use in turn: what is handed on of one read, lengths and payloads. */
    public static final class Room {

        /** All that one read brings, the byte that was kept of the last, and a length. */
        private static final int BYTES = LoadLimits.READ_MAX_BYTES + 1 + FIELD_BYTES;

        private final ByteBuf echoes = Unpooled.buffer(BYTES, BYTES);
        private final ByteBuffer view = echoes.nioBuffer(0, BYTES);
    }

    /** The listener hears of stamps, and of all that the check finds. */
    public StampedEcho(WireImage image, Outstanding outstanding, StampListener listener, Room room) {
        this.outstanding = outstanding;
        this.listener = listener;
        this.room = room;
        check = new EchoCheck(image, outstanding, new Unstamped());
    }

    @Override
    public void received(ByteBuf data, ByteBuffer unused) {
        int at = 0;
        int length = data.readableBytes();
        room.echoes.clear();
        if (hasKept) {
            hasKept = false;
            room.echoes.writeByte(kept);
        }
        while (at < length && !isUnreadable) {
            if (fieldBytes < FIELD_BYTES) {
                takeFieldByte(data.getByte(at));
                at++;
            } else if (payloadLeft > 0) {
                int piece = Math.min(payloadLeft, length - at);
                room.echoes.writeBytes(data, at, piece);
                payloadLeft -= piece;
                at += piece;
            } else {
                int piece = Math.min(Stamp.BYTES - stampBytes, length - at);
                data.getBytes(at, stamp.bytes().array(), stampBytes, piece);
                stampBytes += piece;
                at += piece;
                endMessage();
            }
        }
        keepLast();
    }

    private void takeFieldByte(byte next) {
        field = (field << Byte.SIZE) | (next & 0xff);
        fieldBytes++;
        if (fieldBytes < FIELD_BYTES) {
            return;
        }
        payloadLeft = (field & LENGTH_BITS) - Stamp.BYTES;
        if (field >= 0) {
            giveUp(0, "expected a stamped reply, found one without: the length " + field + " has no mark");
        } else if (payloadLeft < 0 || isFirstAsSent()) {
            giveUp(
                    0,
                    "expected room for a stamp of " + Stamp.BYTES + " bytes, found a reply of " + (field & LENGTH_BITS)
                            + ": came back without one, or cut short");
        } else {
            room.echoes.writeInt(payloadLeft);
        }
    }

    /** The first message came back as it was sent: a server that knows nothing of stamps, whatever else it may be. */
    private boolean isFirstAsSent() {
        return message == 0
                && outstanding.waiting() > 0
                && outstanding.size(outstanding.head()) == (field & LENGTH_BITS);
    }

    private void endMessage() {
        if (stampBytes < Stamp.BYTES) {
            return;
        }
        int stampAt = FIELD_BYTES + (field & LENGTH_BITS) - Stamp.BYTES;
        if (!stamp.isMarked()) {
            giveUp(
                    stampAt,
                    "expected the mark EBS1 of a stamp, found 0x%08x"
                            .formatted(stamp.bytes().getInt(0)));
            return;
        }
        String objection = stamp.objection();
        isStamped = objection.isEmpty();
        if (!isStamped) {
            fault(stampAt, objection);
        }
        handOn(room.echoes.readableBytes());
        room.echoes.clear();
        isStamped = false;
        fieldBytes = 0;
        stampBytes = 0;
        message++;
    }

    private void giveUp(int byteInMessage, String why) {
        isUnreadable = true;
        fault(byteInMessage, why);
        // What came of this message is not to be judged any more: why it is wrong has been said.
        room.echoes.clear();
        listener.onUnreadable();
    }

    private void fault(int byteInMessage, String what) {
        listener.onFault(FaultKind.STAMP, message, byteInMessage, new FaultSize(Stamp.BYTES, what));
    }

    /** Hands on what came of a message that has not ended, all but the last byte. */
    private void keepLast() {
        int bytes = room.echoes.readableBytes() - 1;
        if (bytes >= 0) {
            kept = room.echoes.getByte(bytes);
            hasKept = true;
            handOn(bytes);
        }
    }

    private void handOn(int bytes) {
        if (bytes > 0) {
            room.echoes.setIndex(0, bytes);
            check.received(room.echoes, room.view);
        }
    }

    @Override
    public void end() {
        check.end();
    }

    /** Adds its stamp to each echo that is found right. */
    private final class Unstamped implements EchoListener {

        @Override
        public void onEchoed(long intendedNanos, long sentNanos, int messages) {
            listener.onEchoed(intendedNanos, sentNanos, messages);
            // Out of step nobody knows whose stamp it is.
            if (isStamped && check.isInStep()) {
                String objection = order.objection(stamp);
                if (objection.isEmpty()) {
                    objection = listener.onStamped(stamp, intendedNanos, sentNanos);
                }
                if (!objection.isEmpty()) {
                    fault(FIELD_BYTES + (field & LENGTH_BITS) - Stamp.BYTES, objection);
                }
            }
        }

        @Override
        public void onUnanswered(long intendedNanos) {
            listener.onUnanswered(intendedNanos);
        }

        @Override
        public void onCutShort(long intendedNanos) {
            listener.onCutShort(intendedNanos);
        }

        @Override
        public void onFault(FaultKind kind, long number, long byteInMessage, FaultSize size) {
            listener.onFault(kind, number, byteInMessage, size);
        }
    }
}
