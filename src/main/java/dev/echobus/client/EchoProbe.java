package dev.echobus.client;

import dev.echobus.config.ListenerConfig;
import dev.echobus.config.ResponderKind;
import dev.echobus.wire.FrameCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Asks an echo server for a few bytes that nobody else sends, over one blocking socket of the caller's thread. Bounded by
 * its time-out, for connecting and for each read.
 */
public final class EchoProbe {

    private final ListenerConfig server;
    private final int messageMaxBytes;
    private final int timeoutMs;

    /**
     * @param server how the server frames and answers messages
     * @param messageMaxBytes of a line or record
     * @param timeoutMs how long connecting, and then the reply, may take
     */
    public EchoProbe(ListenerConfig server, int messageMaxBytes, int timeoutMs) {
        this.server = server;
        this.messageMaxBytes = messageMaxBytes;
        this.timeoutMs = timeoutMs;
    }

    /** Why the server at an address is not healthy, or empty when it is. */
    public Optional<String> check(String host, int port) {
        byte[] payload = ("health-" + UUID.randomUUID()).getBytes(StandardCharsets.US_ASCII);
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(host.replaceAll("[\\[\\]]", ""), port), timeoutMs);
            socket.setSoTimeout(timeoutMs);
            socket.getOutputStream().write(frame(payload));
            return compare(expected(payload), socket.getInputStream());
        } catch (SocketTimeoutException late) {
            return Optional.of("no reply within " + timeoutMs + " ms");
        } catch (IOException failure) {
            return Optional.of(String.valueOf(failure.getMessage()));
        }
    }

    private Optional<String> compare(byte[] expected, InputStream input) throws IOException {
        if (server.responder() == ResponderKind.BUS) {
            // What the bus answers is not known here; that it answers is.
            return input.read() < 0 ? Optional.of("closed without a reply") : Optional.empty();
        }
        byte[] found = input.readNBytes(expected.length);
        if (found.length < expected.length) {
            return Optional.of("closed after " + found.length + " of " + expected.length + " bytes");
        }
        int mismatch = Arrays.mismatch(expected, found);
        return mismatch < 0 ? Optional.empty() : Optional.of("echoed bytes differ from byte " + mismatch + " on");
    }

    private byte[] frame(byte[] payload) {
        return bytes(codec().frame(UnpooledByteBufAllocator.DEFAULT, Unpooled.wrappedBuffer(payload)));
    }

    private byte[] expected(byte[] payload) {
        byte[] prefix = server.prefixBytes();
        ByteBuf frame = Unpooled.wrappedBuffer(frame(payload));
        return prefix.length > 0
                ? bytes(codec().prefixed(UnpooledByteBufAllocator.DEFAULT, prefix, frame))
                : bytes(frame);
    }

    private FrameCodec codec() {
        return FrameCodec.of(server.framing().kind(), server.framing().lengthFieldBytes(), messageMaxBytes);
    }

    private static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        buffer.release();
        return bytes;
    }
}
