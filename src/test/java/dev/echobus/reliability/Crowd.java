package dev.echobus.reliability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Many connections of one owner, used by one thread. Holds a socket each and one buffer for all. */
final class Crowd implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 30_000;
    private static final int MESSAGE_BYTES = 16;
    private static final int FLOOD_BYTES = 65_536;
    private static final int SMALL_BUFFER_BYTES = 4_096;

    /** Leaves the processors, which all share, to others now and then. */
    private static final long FLOOD_PAUSE_NANOS = 100_000;

    private static final long FLOOD_SETTLED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private final List<SocketChannel> channels = new ArrayList<>();
    private final InetSocketAddress server;
    private final String from;

    private boolean hasSmallBuffers;

    /** Will connect from whatever the system chooses: a port that is free towards this server is enough. */
    Crowd(InetSocketAddress server) {
        this(server, "");
    }

    /** Will connect from an address of loopback's. */
    Crowd(InetSocketAddress server, String from) {
        this.server = server;
        this.from = from;
    }

    /** Lets the kernel hold little for each, so that thousands do not take all that it has for sockets. */
    Crowd withSmallBuffers() {
        hasSmallBuffers = true;
        return this;
    }

    /** Makes more connections. Returns once the system has made them, accepted by the service or not. */
    Crowd connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open();
            channels.add(channel);
            if (hasSmallBuffers) {
                channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALL_BUFFER_BYTES);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, SMALL_BUFFER_BYTES);
            }
            if (!from.isEmpty()) {
                channel.bind(new InetSocketAddress(from, 0));
            }
            channel.connect(server);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        return this;
    }

    int size() {
        return channels.size();
    }

    /** Sends a message of its own on each connection, then reads them all back; returns how many came back right. */
    int echo() {
        for (int i = 0; i < channels.size(); i++) {
            try {
                channels.get(i).write(ByteBuffer.wrap(message(i)));
            } catch (IOException closed) {
                // Will be found missing.
            }
        }
        int right = 0;
        for (int i = 0; i < channels.size(); i++) {
            right += isEchoed(i) ? 1 : 0;
        }
        return right;
    }

    /** Whether a connection that has just been made answers, within a while. */
    boolean isLastEchoed() {
        try {
            int last = channels.size() - 1;
            channels.get(last).write(ByteBuffer.wrap(message(last)));
            return isEchoed(last);
        } catch (IOException closed) {
            return false;
        }
    }

    private boolean isEchoed(int index) {
        try {
            var socket = channels.get(index).socket();
            socket.setSoTimeout(READ_TIMEOUT_MS);
            return Arrays.equals(socket.getInputStream().readNBytes(MESSAGE_BYTES), message(index));
        } catch (IOException closed) {
            return false;
        }
    }

    private static byte[] message(int index) {
        return ByteBuffer.allocate(MESSAGE_BYTES)
                .putLong(index)
                .putLong(~index * 31L)
                .array();
    }

    /** Sends on all connections, reading nothing, until none takes more. Returns the bytes sent. */
    long flood() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(FLOOD_BYTES);
        for (SocketChannel channel : channels) {
            channel.configureBlocking(false);
        }
        long total = 0;
        long lastSentNanos = System.nanoTime();
        while (System.nanoTime() - lastSentNanos < FLOOD_SETTLED_NANOS) {
            long sent = 0;
            for (SocketChannel channel : channels) {
                long more = sendAll(channel, bytes.clear());
                sent += more;
                if (more > 0) {
                    LockSupport.parkNanos(FLOOD_PAUSE_NANOS);
                }
            }
            total += sent;
            if (sent > 0) {
                lastSentNanos = System.nanoTime();
            } else {
                LockSupport.parkNanos(FLOOD_SETTLED_NANOS / 10);
            }
        }
        return total;
    }

    private static long sendAll(SocketChannel channel, ByteBuffer bytes) {
        long total = 0;
        try {
            for (int sent = channel.write(bytes); sent > 0; sent = channel.write(bytes.clear())) {
                total += sent;
            }
        } catch (IOException closed) {
            // By the server, which may evict those who came first.
        }
        return total;
    }

    /** Reads until the other side has ended each, and returns how many that are; fails when one does not end for long. */
    int awaitEnds() throws IOException {
        for (SocketChannel channel : channels) {
            channel.socket().setSoTimeout(READ_TIMEOUT_MS);
            awaitEnd(channel);
        }
        return channels.size();
    }

    private static void awaitEnd(SocketChannel channel) throws IOException {
        try {
            channel.socket().getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // That is an end too.
        }
    }

    /** Closes the oldest connections. */
    void closeFirst(int count) throws IOException {
        for (SocketChannel channel : channels.subList(0, count)) {
            channel.close();
        }
        channels.subList(0, count).clear();
    }

    /** Ends each sending side and resets each connection behind it. */
    void finishAndReset() throws IOException {
        for (SocketChannel channel : channels) {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.shutdownOutput();
            channel.close();
        }
        channels.clear();
    }

    @Override
    public void close() throws IOException {
        closeFirst(channels.size());
    }
}
