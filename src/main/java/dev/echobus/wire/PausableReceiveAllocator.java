package dev.echobus.wire;

import dev.echobus.wire.BufferBudget.Pressure;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sizes receive buffers by what arrives, and stops Netty's epoll loop from reading while reading is off. Once the peer
 * has closed its side (EPOLLRDHUP), that loop reads to the end without asking auto-read, which takes everything the
 * kernel holds for the socket, megabytes of it, into memory. Refusing the buffer is the one way to end it.
 *
 * <p>One read an event. Netty's own adaptive allocator judges such a read twice, and then swings for ever between half
 * a buffer and a whole one, which cuts messages of the largest size in two.
 */
@SuppressWarnings("deprecation") // Netty 4's own handles implement these interfaces, and its transports cast to them.
final class PausableReceiveAllocator implements RecvByteBufAllocator {

    /**
     * Refusals in one pause after which a read is let through. The end of input asks once or twice; what asks on and on
     * is a broken socket, and the read brings out its error.
     */
    private static final int REFUSALS_MAX = 4;

    private static final int MIN_BYTES = 64;
    private static final int FIRST_BYTES = 2_048;

    /** Growth after a read that filled its buffer: from the first size it takes two to the largest. */
    private static final int GROWTH = 8;

    /** Reads in a row that leave half of the buffer empty, after which it is halved. */
    private static final int SMALL_READS = 2;

    private final int maxBytes;
    private final BufferBudget budget;

    private boolean isRefusing;

    /** One that refuses nothing yet. */
    PausableReceiveAllocator(int maxBytes, BufferBudget budget) {
        this.maxBytes = maxBytes;
        this.budget = budget;
    }

    /** From now on a read while reading is off is refused; only where the handlers know what that is. */
    void refuseWhilePaused() {
        isRefusing = true;
    }

    @Override
    public Handle newHandle() {
        return new SizingHandle(this);
    }

    /** Thrown out of the read loop, which reports it to the pipeline and goes on as after any read. */
    static final class ReadPaused extends RuntimeException {

        @SuppressWarnings("StaticAssignmentOfThrowable") // It carries no stack, and is thrown on the hot path.
        static final ReadPaused INSTANCE = new ReadPaused();

        private static final long serialVersionUID = 1L;

        private ReadPaused() {
            super("reading is paused", null, false, false);
        }
    }

    private static final class SizingHandle implements ExtendedHandle {

        private final PausableReceiveAllocator settings;
        private final int maxBytes;
        private final BufferBudget budget;
        private @Nullable ChannelConfig config;
        private Pressure heeded = Pressure.NONE;
        private WriteBufferWaterMark usualMarks = WriteBufferWaterMark.DEFAULT;
        private int refusals;
        private int nextBytes;
        private int smallReads;
        private int attemptedBytes;
        private int readBytes;

        SizingHandle(PausableReceiveAllocator settings) {
            this.settings = settings;
            maxBytes = settings.maxBytes;
            budget = settings.budget;
            nextBytes = Math.min(FIRST_BYTES, maxBytes);
        }

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            if (channelConfig.isAutoRead()) {
                refusals = 0;
            }
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            if (settings.isRefusing && config != null && !config.isAutoRead() && refusals < REFUSALS_MAX) {
                refusals++;
                throw ReadPaused.INSTANCE;
            }
            return allocator.ioBuffer(guess());
        }

        @Override
        public int guess() {
            Pressure pressure = budget.pressure();
            if (pressure != heeded && config != null) {
                heed(pressure, config);
            }
            return pressure.readBytes(nextBytes);
        }

        /** What is read may stay unsent; under pressure less of it. */
        private void heed(Pressure pressure, ChannelConfig channelConfig) {
            if (heeded == Pressure.NONE) {
                usualMarks = channelConfig.getWriteBufferWaterMark();
            }
            heeded = pressure;
            channelConfig.setWriteBufferWaterMark(pressure.marks(usualMarks));
        }

        @Override
        public void lastBytesRead(int bytes) {
            readBytes = bytes;
            if (bytes > 0) {
                judge(bytes);
            }
        }

        private void judge(int bytes) {
            if (bytes >= attemptedBytes) {
                nextBytes = Math.min(nextBytes * GROWTH, maxBytes);
                smallReads = 0;
            } else if (bytes > nextBytes / 2) {
                smallReads = 0;
            } else if (++smallReads == SMALL_READS) {
                nextBytes = Math.max(nextBytes / 2, Math.min(MIN_BYTES, maxBytes));
                smallReads = 0;
            }
        }

        @Override
        public int lastBytesRead() {
            return readBytes;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attemptedBytes = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attemptedBytes;
        }

        @Override
        public void incMessagesRead(int messages) {
            // One read an event: nothing to count.
        }

        /** Never: what else has come makes the next event. */
        @Override
        public boolean continueReading() {
            return false;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return false;
        }

        @Override
        public void readComplete() {
            // Judged already.
        }
    }
}
