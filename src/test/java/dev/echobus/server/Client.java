package dev.echobus.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** A blocking client that gives up on a read after a while. */
public final class Client implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 30_000;
    private static final int CHUNK_BYTES = 65_536;

    /** Bytes that the kernel has taken from this client. */
    final AtomicLong sent = new AtomicLong();

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        in = socket.getInputStream();
        out = socket.getOutputStream();
    }

    public static Client to(int port) {
        return open(port, new Socket());
    }

    /** A client for which the kernel holds little, so that what it does not read stays with the server. */
    static Client withSmallBuffers(int port) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(4_096);
            socket.setSendBufferSize(4_096);
            return open(port, socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Client open(int port, Socket socket) {
        try {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_TIMEOUT_MS);
            return new Client(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Client send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    Client send(byte[] bytes) {
        try {
            for (int from = 0; from < bytes.length; from += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, bytes.length - from);
                out.write(bytes, from, length);
                sent.addAndGet(length);
            }
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends until the peer takes no more. */
    void sendUntilBroken() {
        var chunk = new byte[CHUNK_BYTES];
        try {
            while (true) {
                send(chunk);
            }
        } catch (UncheckedIOException broken) {
            return;
        }
    }

    /** Sends everything and closes the output, on a thread of its own. */
    public CompletableFuture<Void> sendAllInBackground(byte[] bytes) {
        var done = new CompletableFuture<Void>();
        var thread = new Thread(() -> {
            try {
                send(bytes).closeOutput();
                done.complete(null);
            } catch (UncheckedIOException failed) {
                done.completeExceptionally(failed);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    Client closeOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    InputStream in() {
        return in;
    }

    String read(int bytes) {
        return new String(readBytes(bytes), StandardCharsets.UTF_8);
    }

    byte[] readBytes(int bytes) {
        try {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            return in.readNBytes(bytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public byte[] readBytesToEnd() {
        try {
            return in.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether the peer ends the connection within this time, in which it must send nothing. */
    boolean endsWithin(int ms) {
        try {
            socket.setSoTimeout(ms);
            int found = in.read();
            if (found >= 0) {
                throw new IllegalStateException("a byte instead of the end: " + found);
            }
            return true;
        } catch (SocketTimeoutException none) {
            return false;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    long countToEnd() {
        try {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    String readToEnd() {
        return new String(readBytesToEnd(), StandardCharsets.UTF_8);
    }

    String localAddress() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Closes so that the peer learns of an error, not of an end. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
