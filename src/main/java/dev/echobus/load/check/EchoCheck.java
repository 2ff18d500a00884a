package dev.echobus.load.check;

import dev.echobus.load.check.EchoListener.FaultSize;
import dev.echobus.load.plan.Framing;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Compares every byte that comes back on one connection with what was sent. While all is well it compares in place,
 * whole reads at a time; at the first difference a {@link Diagnosis} takes over until the stream is in step again. On
 * the connection's event loop.
 */
public final class EchoCheck implements EchoInput {

    private final WireImage image;
    private final Outstanding outstanding;
    private final EchoListener listener;
    private final boolean isPlain;

    /** Bytes of the first awaited echo that came and were right. */
    private int headIndex;
    /** Of the read at hand that were right. */
    private int checked;

    private @Nullable Diagnosis diagnosis;

    /** The check of one connection; the listener hears of findings while a read is checked, on the same loop. */
    public EchoCheck(WireImage image, Outstanding outstanding, EchoListener listener) {
        this.image = image;
        this.outstanding = outstanding;
        this.listener = listener;
        isPlain = image.framing().isPlain();
    }

    @Override
    public void received(ByteBuf data, ByteBuffer view) {
        int length = data.readableBytes();
        checked = 0;
        if (diagnosis == null) {
            view.clear();
            boolean isRight = isPlain ? comparePlain(view, length) : compareFramed(view, length);
            if (isRight) {
                return;
            }
            diagnosis = new Diagnosis(image, outstanding, listener);
            diagnosis.startInside(headIndex);
        }
        diagnosis.received(data, checked);
        if (diagnosis.isInStep()) {
            headIndex = diagnosis.headIndex();
            diagnosis = null;
        }
    }

    /** True while nothing is wrong. */
    boolean isInStep() {
        return diagnosis == null;
    }

    @Override
    public void end() {
        if (diagnosis != null) {
            diagnosis.settle(true);
            headIndex = diagnosis.headIndex();
            diagnosis = null;
        }
        outstanding.giveUpReplaced(Long.MAX_VALUE, listener);
        while (outstanding.waiting() > 0) {
            giveUp(outstanding.head());
            headIndex = 0;
        }
    }

    /** That an answer has not come yet is no fault of the bytes: the server may be slow, or gone. */
    private void giveUp(long message) {
        boolean isDamaged = outstanding.isDamaged(message);
        boolean isOvertaken = outstanding.tail() - message != outstanding.waiting();
        if (isOvertaken && !isDamaged) {
            int missing = image.echoBytes(outstanding.size(message)) - headIndex;
            String what = missing + " bytes never came, though later ones did";
            listener.onFault(FaultKind.LOSS, message, headIndex, new FaultSize(missing, what));
        }
        if (headIndex > 0 && !isOvertaken && !isDamaged) {
            listener.onCutShort(outstanding.intended(message));
        } else {
            listener.onUnanswered(outstanding.intended(message));
        }
        outstanding.finish(message);
    }

    /** Without framing and prefix the stream that comes back is the stream sent: messages are compared together. */
    private boolean comparePlain(ByteBuffer view, int length) {
        long head = outstanding.head();
        long tail = outstanding.tail();
        if (head == tail || length > outstanding.waitingBytes() - headIndex) {
            return false;
        }
        view.clear().limit(length);
        if (!image.stream().isAt(view, outstanding.start(head) + headIndex)) {
            return false;
        }
        finishWhole(length);
        return true;
    }

    /** Finishes the messages that this many more bytes complete, all alike ones with one call. */
    private void finishWhole(int length) {
        long received = (long) headIndex + length;
        int alike = 0;
        long intended = 0;
        long sent = 0;
        long message = outstanding.head();
        while (message < outstanding.tail() && received >= outstanding.size(message)) {
            if (alike > 0 && (intended != outstanding.intended(message) || sent != outstanding.sent(message))) {
                listener.onEchoed(intended, sent, alike);
                alike = 0;
            }
            intended = outstanding.intended(message);
            sent = outstanding.sent(message);
            received -= outstanding.size(message);
            outstanding.finish(message);
            alike++;
            message++;
        }
        if (alike > 0) {
            listener.onEchoed(intended, sent, alike);
        }
        headIndex = (int) received;
    }

    private boolean compareFramed(ByteBuffer view, int length) {
        while (checked < length) {
            long message = outstanding.head();
            if (message == outstanding.tail() || !compareFrame(view, length, message)) {
                return false;
            }
            if (headIndex == image.echoBytes(outstanding.size(message))) {
                headIndex = 0;
                outstanding.finish(message);
                listener.onEchoed(outstanding.intended(message), outstanding.sent(message), 1);
            }
        }
        return true;
    }

    /** Compares what the read holds of one message, and moves on past what is right. */
    private boolean compareFrame(ByteBuffer view, int length, long message) {
        int size = outstanding.size(message);
        int lead = image.leadBytes();
        while (headIndex < lead && checked < length) {
            if (view.get(checked) != image.leadAt(size, headIndex)) {
                return false;
            }
            checked++;
            headIndex++;
        }
        int payloadEnd = lead + size;
        int piece = Math.min(payloadEnd - headIndex, length - checked);
        if (piece > 0) {
            view.limit(checked + piece).position(checked);
            boolean isRight = image.stream().isAt(view, outstanding.start(message) + headIndex - lead);
            view.clear();
            if (!isRight) {
                return false;
            }
            checked += piece;
            headIndex += piece;
        }
        if (headIndex == payloadEnd && checked < length && image.framing().trailerBytes() > 0) {
            if (view.get(checked) != Framing.trailer()) {
                return false;
            }
            checked++;
            headIndex++;
        }
        return true;
    }
}
