package dev.echobus.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A server's script that stamps as docs/PROTOCOL.md tells, written from that alone; what is to be wrong, or slow, is a
 * field. One serves one test.
 */
public final class StampScript implements ScriptedServer.Script {

    public static final int BYTES = 128;
    public static final int MARK = 1 << 31;

    private static final int STAMP_MARK = 0x45425331;

    /** How far its clock is ahead. */
    public volatile long shiftNanos;

    /** Between the coming of a message and the time that the stamp has for it. */
    public volatile long beforeNanos;

    /** How long each part takes. */
    public volatile long queueNanos;

    public volatile long handlerNanos;
    public volatile long afterNanos;

    public volatile LongSupplier clock = () -> 0x1234;

    /** Changes the stamp. */
    public volatile Change change = stamp -> {};

    /** Changes the reply as it goes out. */
    public volatile Outgoing outgoing = reply -> reply;

    /** What is done to a stamp. */
    public interface Change {
        void to(ByteBuffer stamp);
    }

    /** What is done to a reply. */
    public interface Outgoing {
        byte[] of(byte[] reply);
    }

    @Override
    public void serve(DataInputStream in, OutputStream out) throws IOException {
        while (true) {
            int field = in.readInt();
            byte[] payload = in.readNBytes(field & Integer.MAX_VALUE);
            pass(beforeNanos);
            var stamp = ByteBuffer.allocate(BYTES);
            stamp.putInt(0, STAMP_MARK);
            stamp.putLong(8, clock.getAsLong());
            putName(stamp, 6, 80, "scripted");
            stamp.putLong(24, now());
            pass(queueNanos);
            stamp.putLong(32, now());
            pass(handlerNanos);
            stamp.putLong(48, now());
            pass(afterNanos);
            stamp.putLong(56, now());
            stamp.putLong(64, -1);
            change.to(stamp);
            ByteBuffer reply = ByteBuffer.allocate(4 + payload.length + BYTES)
                    .putInt(MARK | (payload.length + BYTES))
                    .put(payload)
                    .put(stamp.array());
            out.write(outgoing.of(reply.array()));
        }
    }

    private long now() {
        return System.nanoTime() + shiftNanos;
    }

    private static void pass(long nanos) {
        long until = System.nanoTime() + nanos;
        while (System.nanoTime() - until < 0) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    /** Writes a name where its length and its bytes stand. */
    public static void putName(ByteBuffer stamp, int lengthAt, int at, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        stamp.put(lengthAt, (byte) bytes.length);
        stamp.put(at, Arrays.copyOf(bytes, 24));
    }
}
