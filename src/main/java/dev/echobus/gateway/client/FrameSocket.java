package dev.echobus.gateway.client;

import dev.echobus.common.ConnectFailure;
import dev.echobus.common.Endpoint;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A connection to a gateway that carries frames: a length of four bytes, big-endian, then JSON. One thread reads, any writes. */
final class FrameSocket implements AutoCloseable {

    /** Longer ones no gateway sends; what begins so is another protocol, whose text would be a length of 1 GiB. */
    private static final int FRAME_MAX_BYTES = 268_435_456;

    private static final int READ_BYTES = 65_536;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    private FrameSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_BYTES));
        out = socket.getOutputStream();
    }

    /**
     * Connects.
     *
     * @param silenceMs how long the gateway may say nothing at all, once connected
     * @throws IOException as connecting failed; its message says so for people
     */
    static FrameSocket open(Endpoint gateway, int connectTimeoutMs, int silenceMs) throws IOException {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(gateway.host(), gateway.port()), connectTimeoutMs);
            socket.setSoTimeout(silenceMs);
            return new FrameSocket(socket);
        } catch (IOException failure) {
            socket.close();
            throw new IOException(ConnectFailure.describe(failure), failure);
        }
    }

    synchronized void write(byte[] frame) throws IOException {
        // In one write: the length alone would be a packet of its own.
        out.write(ByteBuffer.allocate(Integer.BYTES + frame.length)
                .putInt(frame.length)
                .put(frame)
                .array());
    }

    /** The next frame, or null when the gateway has closed the connection between two frames. */
    @Nullable
    ReceivedFrame read() throws IOException {
        int length;
        try {
            length = in.readInt();
        } catch (EOFException end) {
            return null;
        }
        if (length < 0 || length > FRAME_MAX_BYTES) {
            throw new IOException("what answers is no gateway: a frame of " + length + " bytes");
        }
        var bytes = new byte[length];
        in.readFully(bytes);
        return ReceivedFrame.read(bytes);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // Nothing of it is needed any more.
            return;
        }
    }
}
