package dev.echobus.wire;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.epoll.EpollTcpInfo;

/**
 * What the kernel knows of a socket and no read or write tells, by TCP_INFO (see {@code tcp(7)}); known for epoll sockets
 * alone. Event loop of the channel.
 */
final class TcpState {

    // The numbers of Linux's enum in net/tcp_states.h.
    private static final int FIN_WAIT_2 = 5;
    private static final int TIME_WAIT = 6;
    private static final int CLOSE = 7;

    private TcpState() {}

    /** True when the kernel tells the state of this channel's socket. */
    static boolean isKnown(Channel channel) {
        return channel instanceof EpollSocketChannel && channel.isOpen();
    }

    /** True when the connection is over on both sides: after the peer's reset, or after both ends were acknowledged. */
    static boolean isOver(Channel channel) {
        return isKnown(channel) && stateOf((EpollSocketChannel) channel) == CLOSE;
    }

    /** True when the peer's system has acknowledged our end of output, and with it every byte before. */
    static boolean isOutputAcknowledged(Channel channel) {
        if (!isKnown(channel)) {
            return false;
        }
        int state = stateOf((EpollSocketChannel) channel);
        return state == FIN_WAIT_2 || state == TIME_WAIT || state == CLOSE;
    }

    private static int stateOf(EpollSocketChannel channel) {
        try {
            EpollTcpInfo info = channel.tcpInfo();
            return info.state();
        } catch (ChannelException closed) {
            // What cannot be asked any more is closed.
            return CLOSE;
        }
    }
}
