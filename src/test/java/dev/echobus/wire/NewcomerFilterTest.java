package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Which flags of TCP the filter lets pass, by the system itself: on a datagram socket it sees the same bytes after a header
 * of eight, and datagrams can have any.
 */
class NewcomerFilterTest {

    private static final int UDP_HEADER_BYTES = 8;

    /** Where TCP's header has its flags. */
    private static final int FLAGS_AT = 13 - UDP_HEADER_BYTES;

    private static final int FIN = 0x01;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int PSH = 0x08;
    private static final int ACK = 0x10;
    private static final int ECE = 0x40;
    private static final int CWR = 0x80;

    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final BlockingQueue<Integer> passed = new LinkedBlockingQueue<>();

    @AfterEach
    void shutDown() {
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void whatAsksForAConnectionIsDroppedAndNothingElse() throws Exception {
        var channel = new Bootstrap()
                .group(loop)
                .channel(EpollDatagramChannel.class)
                .handler(new FlagsOf(passed))
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
        assertThat(NewcomerFilter.attach(channel)).isTrue();
        var sent = List.of(
                SYN, SYN | ECE | CWR, SYN | ACK, ACK, PSH | ACK, FIN | ACK, RST, RST | ACK, SYN | PSH, 0, ACK | CWR);
        try (var socket = new DatagramSocket()) {
            socket.connect((InetSocketAddress) channel.localAddress());
            for (int flags : sent) {
                byte[] segment = new byte[FLAGS_AT + 1];
                segment[FLAGS_AT] = (byte) flags;
                socket.send(new java.net.DatagramPacket(segment, segment.length));
            }
        }
        var expected = sent.stream()
                .filter(flags -> (flags & SYN) == 0 || (flags & ACK) != 0)
                .toList();
        var found = new ArrayList<Integer>();
        for (int left = expected.size(); left > 0; left--) {
            found.add(passed.poll(10, TimeUnit.SECONDS));
        }
        assertThat(found).isEqualTo(expected);
        assertThat(passed).isEmpty();
    }

    private static final class FlagsOf extends SimpleChannelInboundHandler<DatagramPacket> {

        private final BlockingQueue<Integer> flags;

        FlagsOf(BlockingQueue<Integer> flags) {
            this.flags = flags;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
            flags.add((int) packet.content().getUnsignedByte(FLAGS_AT));
        }
    }
}
