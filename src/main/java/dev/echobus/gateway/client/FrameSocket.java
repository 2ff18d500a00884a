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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A connection to a gateway that carries frames: a length of four bytes, big-endian, then JSON. One thread reads, any writes. */
final class FrameSocket implements AutoCloseable {

    /** Longer ones no gateway sends; what begins so is another protocol, whose text would be a length of 1 GiB. */
    private static final int FRAME_MAX_BYTES = 268_435_456;

    private static final int READ_BYTES = 65_536;

    /** First bytes of what a server says that speaks TLS and was not asked to: an alert of any version (RFC 8446). */
    private static final int TLS_ALERT = 0x15_03;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    /** What answers speaks TLS, and was not asked to. */
    static final class SpeaksTlsException extends IOException {

        private static final long serialVersionUID = 1L;
    }

    private FrameSocket(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), READ_BYTES));
        out = socket.getOutputStream();
    }

    /**
     * Connects, and has the handshake where the gateway speaks TLS.
     *
     * @param connectTimeoutMs for each of the two
     * @param silenceMs how long the gateway may say nothing at all, once connected
     * @throws IOException as connecting failed; its message says so for people
     */
    static FrameSocket open(GatewayTarget gateway, int connectTimeoutMs, int silenceMs) throws IOException {
        Endpoint endpoint = gateway.endpoint();
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), connectTimeoutMs);
        } catch (IOException failure) {
            socket.close();
            throw new IOException(ConnectFailure.describe(failure), failure);
        }
        try {
            Socket spoken = endpoint.isSecured() ? secured(socket, gateway, connectTimeoutMs) : socket;
            var frames = new FrameSocket(spoken);
            if (endpoint.isSecured()) {
                frames.awaitWord(gateway);
            }
            spoken.setSoTimeout(silenceMs);
            return frames;
        } catch (IOException failure) {
            socket.close();
            throw failure;
        }
    }

    private static Socket secured(Socket socket, GatewayTarget gateway, int timeoutMs) throws IOException {
        SSLSocket secured = gateway.tls().over(socket, gateway.endpoint().host());
        var isDone = new CountDownLatch(1);
        // Each read has a time-out, and a handshake can have any number of reads.
        GatewayLink.start("gateway-handshake", () -> closeUnless(isDone, socket, timeoutMs));
        try {
            secured.setSoTimeout(timeoutMs);
            secured.startHandshake();
            return secured;
        } catch (IOException failure) {
            throw new IOException(gateway.describe(failure), failure);
        } finally {
            isDone.countDown();
        }
    }

    private static void closeUnless(CountDownLatch isDone, Socket socket, int timeoutMs) {
        try {
            if (!isDone.await(timeoutMs, TimeUnit.MILLISECONDS)) {
                socket.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException alreadyGone) {
            // Whoever waits for the handshake is told by the socket.
            return;
        }
    }

    /** In TLS 1.3 our part of the handshake is over before the gateway looks at our certificate: its first word tells. */
    private void awaitWord(GatewayTarget gateway) throws IOException {
        ReceivedFrame word;
        try {
            write(FrameText.ping());
            word = read();
            if (word == null) {
                throw new EOFException("it closed the connection");
            }
        } catch (IOException failure) {
            throw new IOException(gateway.describeAtFirstWord(failure), failure);
        }
        if (word.type().equals("err")) {
            throw new IOException(Expected.code(word));
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
        if (length >>> Short.SIZE == TLS_ALERT) {
            throw new SpeaksTlsException();
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
