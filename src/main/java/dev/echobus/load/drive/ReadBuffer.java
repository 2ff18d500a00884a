package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * One buffer that all reads of an event loop go to: what a read brings is checked before the next one starts, so the
 * memory stays in the processor's cache and nothing is allocated. Bounded by the longest read.
 */
@SuppressWarnings("deprecation") // Netty means to change the option some day, and has nothing else for it yet.
final class ReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    private final ByteBuf buffer =
            PooledByteBufAllocator.DEFAULT.directBuffer(LoadLimits.READ_MAX_BYTES, LoadLimits.READ_MAX_BYTES);
    private final ByteBuffer view = buffer.nioBuffer(0, LoadLimits.READ_MAX_BYTES);

    ReadBuffer() {
        super(LoadLimits.READS_MAX);
    }

    /** Makes the sockets that a bootstrap opens read into this buffer. */
    void use(Bootstrap bootstrap) {
        bootstrap.option(ChannelOption.RCVBUF_ALLOCATOR, this);
    }

    /** The buffer's memory, from its start. */
    ByteBuffer view() {
        return view;
    }

    void release() {
        buffer.release();
    }

    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                return buffer.retain().clear();
            }

            @Override
            public int guess() {
                return LoadLimits.READ_MAX_BYTES;
            }
        };
    }
}
