package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.UncheckedBooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sizes receive buffers by what arrives, and stops Netty's epoll loop from reading while reading is off. Once the peer
 * has closed its side (EPOLLRDHUP), that loop reads to the end without asking auto-read, which takes everything the
 * kernel holds for the socket, megabytes of it, into memory. Refusing the buffer is the one way to end it.
 */
final class PausableReceiveAllocator implements RecvByteBufAllocator {

    /**
     * Refusals in one pause after which a read is let through. The end of input asks once or twice; what asks on and on
     * is a broken socket, and the read brings out its error.
     */
    private static final int REFUSALS_MAX = 4;

    private static final int MIN_BYTES = 64;
    private static final int FIRST_BYTES = 2_048;

    private final AdaptiveRecvByteBufAllocator sizes;

    PausableReceiveAllocator(int maxBytes) {
        sizes = sizes(maxBytes);
    }

    /** The sizes alone, for transports that do not read while reading is off. */
    static AdaptiveRecvByteBufAllocator sizes(int maxBytes) {
        return new AdaptiveRecvByteBufAllocator(MIN_BYTES, Math.min(FIRST_BYTES, maxBytes), maxBytes);
    }

    @Override
    @SuppressWarnings("deprecation") // Netty 4's own handles implement it, and its epoll transport casts to it.
    public Handle newHandle() {
        return new PausableHandle((ExtendedHandle) sizes.newHandle());
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

    @SuppressWarnings("deprecation") // See newHandle.
    private static final class PausableHandle extends DelegatingHandle implements ExtendedHandle {

        private final ExtendedHandle sizing;
        private @Nullable ChannelConfig config;
        private int refusals;

        PausableHandle(ExtendedHandle sizing) {
            super(sizing);
            this.sizing = sizing;
        }

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            if (channelConfig.isAutoRead()) {
                refusals = 0;
            }
            sizing.reset(channelConfig);
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            if (config != null && !config.isAutoRead() && refusals < REFUSALS_MAX) {
                refusals++;
                throw ReadPaused.INSTANCE;
            }
            return sizing.allocate(allocator);
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMoreData) {
            return sizing.continueReading(maybeMoreData);
        }
    }
}
