package dev.echobus.load.check;

import dev.echobus.common.Quantity;
import dev.echobus.common.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a server put behind an echo, as docs/PROTOCOL.md has its bytes; filled anew for each message. Its times are those of
 * the server's clock. On the connection's event loop.
 */
public final class Stamp {

    /** Length on the wire. */
    public static final int BYTES = 128;

    /** Longest name. */
    private static final int NAME_BYTES = 24;

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

    private static final byte ITSELF = 0;
    private static final byte BUS = 1;

    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES);

    /** Its bytes, from index 0; to be filled. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** When its message had been read. */
    public long received() {
        return bytes.getLong(RECEIVED);
    }

    /** When what answers got the message. */
    public long handed() {
        return bytes.getLong(HANDED);
    }

    /** When the message was asked for on the bus; only where {@link #isOfBus}. */
    public long busSent() {
        return bytes.getLong(BUS_SENT);
    }

    /** When its reply was there. */
    public long replied() {
        return bytes.getLong(REPLIED);
    }

    /** When the reply was given to the socket. */
    public long written() {
        return bytes.getLong(WRITTEN);
    }

    /** How long who answered on the bus had the message; 0 where that is not known. */
    public long handledNanos() {
        return isOfBus() ? Math.max(0, bytes.getLong(HANDLED)) : 0;
    }

    /** True when the bus answered. */
    public boolean isOfBus() {
        return bytes.get(RESPONDER) == BUS;
    }

    /** How often the message was asked for on the bus. */
    public int attempts() {
        return bytes.get(ATTEMPTS) & 0xff;
    }

    /** Tells the clock of the server from others. */
    public long clock() {
        return bytes.getLong(CLOCK);
    }

    /** Nanoseconds from 1970 until that clock was at 0. */
    public long epoch() {
        return bytes.getLong(EPOCH);
    }

    /** Bytes of earlier replies that the peer had not taken. */
    public long unsentBytes() {
        return bytes.getInt(UNSENT) & 0xffff_ffffL;
    }

    /** Name of the node that stamped. */
    public String node() {
        return name(NODE, NODE_LENGTH);
    }

    /** Name of who answered on the bus; empty where that is not known. */
    public String answeredBy() {
        return name(ANSWERED_BY, ANSWERED_BY_LENGTH);
    }

    /** True when a name that was had of {@link #answeredBy} is this one's, by its bytes. */
    public boolean isAnsweredBy(byte[] name) {
        boolean isSame = bytes.get(ANSWERED_BY_LENGTH) == name.length;
        for (int i = 0; i < name.length && isSame; i++) {
            isSame = bytes.get(ANSWERED_BY + i) == name[i];
        }
        return isSame;
    }

    /** The bytes of the name of who answered on the bus; a new array. */
    public byte[] answeredByBytes() {
        var name = new byte[bytes.get(ANSWERED_BY_LENGTH)];
        bytes.get(ANSWERED_BY, name);
        return name;
    }

    private String name(int at, int lengthAt) {
        var name = new String(bytes.array(), at, bytes.get(lengthAt), StandardCharsets.UTF_8);
        return Texts.escaped(name);
    }

    boolean isMarked() {
        return bytes.getInt(0) == MARK;
    }

    /** What of it cannot be, whatever the client saw; empty when all of it may be true. */
    String objection() {
        byte responder = bytes.get(RESPONDER);
        if (responder != ITSELF && responder != BUS) {
            return "expected the responder 0 or 1, found " + (responder & 0xff);
        }
        for (int lengthAt : new int[] {NODE_LENGTH, ANSWERED_BY_LENGTH}) {
            int length = bytes.get(lengthAt) & 0xff;
            if (length > NAME_BYTES) {
                return "expected a name of at most " + NAME_BYTES + " bytes, found " + length;
            }
        }
        return timesObjection();
    }

    private String timesObjection() {
        long asked = isOfBus() ? busSent() : handed();
        if (handed() < received()) {
            return backwards("handed on", handed(), "received", received());
        }
        if (asked < handed()) {
            return backwards("sent over the bus", asked, "handed on", handed());
        }
        if (replied() < asked) {
            return backwards("replied to", replied(), isOfBus() ? "sent over the bus" : "handed on", asked);
        }
        if (written() < replied()) {
            return backwards("written", written(), "replied to", replied());
        }
        if (handledNanos() > replied() - asked) {
            return "it says that the message was handled for " + Quantity.ofNanos(handledNanos()) + " of "
                    + Quantity.ofNanos(replied() - asked) + " on the bus";
        }
        return "";
    }

    private static String backwards(String later, long laterNanos, String earlier, long earlierNanos) {
        return "its times go backwards: " + later + " " + Quantity.ofNanos((double) earlierNanos - laterNanos)
                + " before it was " + earlier;
    }
}
