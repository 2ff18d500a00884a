package dev.echobus.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.RawUnixChannelOption;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Has Linux drop what asks a listening socket for a new connection, while those that are being made become whole. Who
 * asked asks again a second later, and is refused if nobody listens by then. See socket(7), SO_ATTACH_FILTER.
 */
final class NewcomerFilter {

    /** A struct sock_fprog: how many instructions, and where they are. */
    private static final RawUnixChannelOption SO_ATTACH_FILTER =
            new RawUnixChannelOption("SO_ATTACH_FILTER", 1 /* SOL_SOCKET */, 26, 16);

    /** Classic BPF over a segment's TCP header: drops what has SYN set and not ACK. */
    private static final long[] DROP_SYN = {
        instruction(0x30, 0, 0, 13), // A = the byte of the flags
        instruction(0x54, 0, 0, 0x12), // A &= SYN | ACK
        instruction(0x15, 0, 1, 0x02), // if A is not SYN, skip one
        instruction(0x06, 0, 0, 0), // take 0 bytes
        instruction(0x06, 0, 0, 0xFFFF_FFFFL), // take all
    };

    private NewcomerFilter() {}

    /** False where the transport or the system has no such filter. Any thread. */
    static boolean attach(Channel listening) {
        ByteBuffer instructions = allocate(DROP_SYN.length * Long.BYTES);
        instructions.asLongBuffer().put(DROP_SYN);
        ByteBuffer program = allocate(SO_ATTACH_FILTER.length());
        program.putShort(0, (short) DROP_SYN.length);
        program.putLong(8, Buffer.memoryAddress(instructions));
        try {
            return listening.config().setOption(SO_ATTACH_FILTER, program);
        } catch (ChannelException refused) {
            return false;
        } finally {
            Reference.reachabilityFence(instructions);
        }
    }

    private static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** A struct sock_filter as a number of a little-endian machine, which all are that Netty has its transport for. */
    private static long instruction(int code, int skipIfTrue, int skipIfFalse, long operand) {
        return operand << 32 | (long) skipIfFalse << 24 | (long) skipIfTrue << 16 | code;
    }
}
