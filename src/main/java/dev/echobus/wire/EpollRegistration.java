package dev.echobus.wire;

import io.netty.channel.Channel;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.Native;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Keeps a socket in the epoll set for its whole life. Netty 4.2.17 takes a socket out once it waits for nothing: reading
 * paused, peer's side closed, nothing unsent. It then never puts it back: going on to read, or waiting to write, fails
 * with ENOENT and the connection is lost. Waiting for EPOLLERR, which the kernel always reports anyway, is a harmless
 * something to wait for.
 */
final class EpollRegistration {

    private static final MethodHandle SET_FLAG = findSetFlag();

    /** See {@code epoll_ctl(2)}. */
    private static final int EPOLLERR = Native.EPOLLERR;

    private EpollRegistration() {}

    /** To be called on the channel's event loop; does nothing for channels of other transports. */
    static void keep(Channel channel) {
        if (!(channel instanceof AbstractEpollStreamChannel)) {
            return;
        }
        try {
            SET_FLAG.invoke(channel, EPOLLERR);
        } catch (Throwable failure) {
            throw new IllegalStateException("cannot keep a socket in the epoll set", failure);
        }
    }

    private static MethodHandle findSetFlag() {
        Class<?> epollChannel = AbstractEpollStreamChannel.class.getSuperclass();
        try {
            return MethodHandles.privateLookupIn(epollChannel, MethodHandles.lookup())
                    .findVirtual(epollChannel, "setFlag", MethodType.methodType(void.class, int.class));
        } catch (ReflectiveOperationException changed) {
            throw new LinkageError("Netty's epoll channel has changed: see EpollRegistration", changed);
        }
    }
}
