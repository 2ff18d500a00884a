package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator.ExtendedHandle;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

/** Receive buffers follow what arrives. */
@SuppressWarnings("deprecation") // See PausableReceiveAllocator.
class ReceiveSizesTest {

    private static final int MAX_BYTES = 131_072;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final BufferBudget budget = new BufferBudget(() -> 1_000);
    private final ExtendedHandle handle = (ExtendedHandle) new PausableReceiveAllocator(MAX_BYTES, budget).newHandle();

    @Test
    void twoFullReadsReachTheLargest() {
        assertThat(read(MAX_BYTES)).isEqualTo(2_048);
        assertThat(read(MAX_BYTES)).isEqualTo(16_384);
        assertThat(read(MAX_BYTES)).isEqualTo(MAX_BYTES);
    }

    /** Netty's own sizes swing between a half and a whole here, so that every message takes two reads. */
    @Test
    void messagesOfTheLargestSizeStayWhole() {
        int parts = 0;
        for (int message = 0; message < 20; message++) {
            for (int left = MAX_BYTES; left > 0; left -= read(left)) {
                parts++;
            }
        }
        assertThat(parts).isLessThanOrEqualTo(20 + 3);
        assertThat(read(MAX_BYTES)).isEqualTo(MAX_BYTES);
    }

    @Test
    void shortMessagesSoonTakeSmallBuffers() {
        read(MAX_BYTES);
        read(MAX_BYTES);
        for (int i = 0; i < 30; i++) {
            read(33);
        }
        assertThat(handle.guess()).isEqualTo(64);
    }

    @Test
    void oneShortMessageAmongLongOnesChangesNothing() {
        read(MAX_BYTES);
        read(MAX_BYTES);
        for (int i = 0; i < 10; i++) {
            read(MAX_BYTES);
            read(10);
            assertThat(handle.guess()).isEqualTo(MAX_BYTES);
        }
    }

    @Test
    void whilePausedAReadIsRefusedOnlyWhereThatIsAskedFor() {
        var reads = new PausableReceiveAllocator(MAX_BYTES, budget);
        var paused = (ExtendedHandle) reads.newHandle();
        channel.config().setAutoRead(false);
        paused.reset(channel.config());
        paused.allocate(channel.alloc()).release();
        reads.refuseWhilePaused();
        assertThatThrownBy(() -> paused.allocate(channel.alloc()))
                .isInstanceOf(PausableReceiveAllocator.ReadPaused.class);
    }

    @Test
    void aSmallLimitIsKept() {
        var limited = new PausableReceiveAllocator(16, BufferBudget.UNLIMITED).newHandle();
        assertThat(limited.guess()).isEqualTo(16);
    }

    @Test
    void readsAreShortWhileAllHoldMuch() {
        read(MAX_BYTES);
        read(MAX_BYTES);
        int usualBytes = channel.config().getWriteBufferHighWaterMark();
        budget.add(500);
        assertThat(read(MAX_BYTES)).isEqualTo(BufferBudget.SHORT_READ_BYTES);
        assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(BufferBudget.SHORT_READ_BYTES);
        budget.add(250);
        assertThat(read(MAX_BYTES)).isEqualTo(BufferBudget.SHORTEST_READ_BYTES);
        assertThat(channel.config().getWriteBufferHighWaterMark()).isOne();
        budget.add(-750);
        assertThat(read(MAX_BYTES)).isEqualTo(MAX_BYTES);
        assertThat(channel.config().getWriteBufferHighWaterMark()).isEqualTo(usualBytes);
    }

    /** One read of what is there; how many bytes it took. */
    private int read(int availableBytes) {
        handle.reset(channel.config());
        ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
        int bytes = Math.min(availableBytes, buffer.capacity());
        handle.attemptedBytesRead(buffer.capacity());
        handle.lastBytesRead(bytes);
        handle.readComplete();
        buffer.release();
        return bytes;
    }
}
