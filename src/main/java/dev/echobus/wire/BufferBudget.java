package dev.echobus.wire;

import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * What the connections of a node hold in buffers, all together, and how near that is to what they may. Any thread: a
 * connection adds what it holds when that changes, which it does not while its peer keeps up, and looks at one field
 * before it reads.
 */
public final class BufferBudget {

    /** What a read takes under pressure: enough for most messages, and little where thousands do it. */
    public static final int SHORT_READ_BYTES = 4_096;

    /** The rest is for what is read and written at once, for chunks that are partly in use, and for other listeners. */
    private static final int SHARE_OF_DIRECT_MEMORY = 2;

    /**
     * Buffers take up to three times what they hold, and in a small container direct memory and the heap may each grow to
     * half of all that there is.
     */
    private static final int SHARE_OF_MEMORY = 10;

    /** What a read takes when most of the budget is held: thousands do it before anybody can be cut. */
    static final int SHORTEST_READ_BYTES = 1_024;

    /** Cutting somebody for each message over the bound would cost more than cutting some for many. */
    private static final double KEPT_SHARE = 7.0 / 8;

    /** When there is no memory although the bound was kept, it lies in pieces that only cutting many sets free. */
    private static final double KEPT_SHARE_WHEN_SPENT = 1.0 / 2;

    /** Of connections that are bounded each for itself, such as a client's; counts nothing of use. */
    static final BufferBudget UNLIMITED = new BufferBudget(() -> Long.MAX_VALUE);

    private final LongSupplier asked;
    private final AtomicLong heldBytes = new AtomicLong();
    private final AtomicLong spentTimes = new AtomicLong();
    private final List<Relief> reliefs = new CopyOnWriteArrayList<>();

    private volatile Pressure pressure = Pressure.NONE;

    /** Lets go of what one event loop's connections hold too much. */
    public interface Relief {

        /**
         * Has the loop's connections keep no more than a share of what they hold, or so many bytes if that is more. Any
         * thread, again and again until less is held.
         */
        void keep(double share, long minBytes);
    }

    /** How short memory is. */
    public enum Pressure {
        /** Each connection may hold what its own bounds allow. */
        NONE {
            @Override
            WriteBufferWaterMark marks(WriteBufferWaterMark usual) {
                return usual;
            }

            @Override
            int readBytes(int usual) {
                return usual;
            }
        },
        /** Half is held: reads are short, and a peer is waited for once it leaves a short read untaken. */
        SHORT {
            @Override
            WriteBufferWaterMark marks(WriteBufferWaterMark usual) {
                return usual.high() < SHORT_MARKS.high() ? usual : SHORT_MARKS;
            }

            @Override
            int readBytes(int usual) {
                return Math.min(usual, SHORT_READ_BYTES);
            }
        },
        /** Three quarters are held: only those who have taken all that they are owed are read from. */
        SHORTEST {
            @Override
            WriteBufferWaterMark marks(WriteBufferWaterMark usual) {
                return SHORTEST_MARKS;
            }

            @Override
            int readBytes(int usual) {
                return Math.min(usual, SHORTEST_READ_BYTES);
            }
        };

        /** Netty waits for less than the low mark: with 1 until nothing is unsent. */
        private static final WriteBufferWaterMark SHORT_MARKS = new WriteBufferWaterMark(1, SHORT_READ_BYTES);

        private static final WriteBufferWaterMark SHORTEST_MARKS = new WriteBufferWaterMark(1, 1);

        /** How much of what was read may stay unsent, given what usually may. */
        abstract WriteBufferWaterMark marks(WriteBufferWaterMark usual);

        /** How much a read takes, given what it usually would. */
        abstract int readBytes(int usual);
    }

    /**
     * @param asked bytes that may be held; 0 is half of the direct memory that the JVM may take, and at most a tenth of
     *     what {@link MemoryLimit#spareBytes} is
     */
    public BufferBudget(LongSupplier asked) {
        this.asked = asked;
    }

    /** What all connections may hold. */
    public long maxBytes() {
        long bytes = asked.getAsLong();
        return bytes > 0 ? bytes : defaultBytes(PlatformDependent.maxDirectMemory(), MemoryLimit.spareBytes());
    }

    static long defaultBytes(long directBytes, long spareBytes) {
        return Math.max(1, Math.min(directBytes / SHARE_OF_DIRECT_MEMORY, spareBytes / SHARE_OF_MEMORY));
    }

    /** What all connections hold. */
    public long heldBytes() {
        return heldBytes.get();
    }

    /** How often there was no memory for a buffer; its connection was closed each time. */
    public long spentTimes() {
        return spentTimes.get();
    }

    /** Whether more is held than may be; somebody is about to be cut for it. */
    public boolean isExceeded() {
        return heldBytes.get() > maxBytes();
    }

    public Pressure pressure() {
        return pressure;
    }

    /** Looks anew how short memory is: the bound may have changed. */
    public void judge() {
        add(0);
    }

    /** Will be asked when too much is held; there is one for each event loop. */
    public void onExcess(Relief relief) {
        reliefs.add(relief);
    }

    /** Ends {@link #onExcess}. */
    public void forget(Relief relief) {
        reliefs.remove(relief);
    }

    /** More is held, or less. */
    void add(long bytes) {
        long held = heldBytes.addAndGet(bytes);
        long max = maxBytes();
        Pressure now = pressureOf(held, max);
        if (now != pressure) {
            pressure = now;
        }
        if (held > max) {
            // A loop that holds less than its part of the whole is not what the excess comes from.
            relieve(KEPT_SHARE * max / held, (long) (KEPT_SHARE * max / Math.max(1, reliefs.size())));
        }
    }

    /** There was no memory for a buffer. */
    void spent() {
        spentTimes.incrementAndGet();
        relieve(KEPT_SHARE_WHEN_SPENT, 0);
    }

    private void relieve(double keptShare, long keptMinBytes) {
        reliefs.forEach(relief -> relief.keep(keptShare, keptMinBytes));
    }

    private static Pressure pressureOf(long held, long max) {
        if (held < max / 2) {
            return Pressure.NONE;
        }
        return held < max - max / 4 ? Pressure.SHORT : Pressure.SHORTEST;
    }
}
