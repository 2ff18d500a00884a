package dev.echobus.responder;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stamp, as docs/PROTOCOL.md has them: one form of a fixed length that is filled in anew for each message,
 * so that none costs memory. Belongs to one event loop.
 */
public final class StampForm {

    private static final int BYTES = 128;

    private static final int MARK = 0x45425331; // "EBS1"

    private static final int RESPONDER = 4;
    private static final int ATTEMPTS = 5;
    private static final int NODE_LENGTH = 6;
    private static final int ANSWERED_BY_LENGTH = 7;
    private static final int CLOCK = 8;
    private static final int EPOCH = 16;
    private static final int RECEIVED = 24;
    private static final int HANDED = 32;
    private static final int BUS_SENT = 40;
    private static final int REPLIED = 48;
    private static final int WRITTEN = 56;
    private static final int HANDLED = 64;
    private static final int UNSENT = 72;
    private static final int NODE = 80;
    private static final int ANSWERED_BY = 104;

    /** Longest name; of a longer one the beginning is told. */
    private static final int NAME_MAX_BYTES = BYTES - ANSWERED_BY;

    private static final byte ITSELF = 0;
    private static final byte BUS = 1;
    private static final int ATTEMPTS_MAX = 255;

    private final ByteBuffer form = ByteBuffer.allocate(BYTES);

    /** Of whom the form held the name last: most replies are those of few. */
    private String answeredBy = "";

    /** @param node the name of the node that stamps */
    public StampForm(String node) {
        form.putInt(0, MARK);
        form.putLong(CLOCK, ServerClock.ID);
        form.putLong(EPOCH, ServerClock.EPOCH_NANOS);
        putName(NODE_LENGTH, NODE, node);
    }

    /**
     * The stamp of a message, until the next is filled in. Not to be changed.
     *
     * @param hop its way over the bus; null where the node answered by itself
     * @param unsentBytes of earlier replies that wait for the peer
     */
    byte[] fill(long receivedNanos, long handedNanos, @Nullable BusHop hop, long unsentBytes) {
        long written = System.nanoTime();
        form.putLong(RECEIVED, receivedNanos);
        form.putLong(HANDED, handedNanos);
        form.putLong(WRITTEN, written);
        form.putInt(UNSENT, (int) Math.min(unsentBytes, Integer.MAX_VALUE));
        if (hop == null) {
            form.put(RESPONDER, ITSELF);
            form.putLong(REPLIED, written);
            form.putLong(HANDLED, BusHop.UNKNOWN);
        } else {
            form.put(RESPONDER, BUS);
            form.put(ATTEMPTS, (byte) Math.min(hop.attempts(), ATTEMPTS_MAX));
            form.putLong(BUS_SENT, hop.sentNanos());
            form.putLong(REPLIED, hop.repliedNanos());
            form.putLong(HANDLED, hop.handledNanos());
            if (!hop.answeredBy().equals(answeredBy)) {
                answeredBy = hop.answeredBy();
                putName(ANSWERED_BY_LENGTH, ANSWERED_BY, answeredBy);
            }
        }
        return form.array();
    }

    private void putName(int lengthAt, int at, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, NAME_MAX_BYTES);
        form.put(lengthAt, (byte) length);
        form.put(at, new byte[NAME_MAX_BYTES]);
        form.put(at, bytes, 0, length);
    }
}
