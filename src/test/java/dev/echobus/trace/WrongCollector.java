package dev.echobus.trace;

import dev.echobus.Background;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Takes whole requests and answers each wrongly, in one way, until its client closes the connection. */
public final class WrongCollector implements AutoCloseable {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final long DRIP_NANOS = 1_000_000;

    private final ServerSocket server;
    private final Way way;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> accepting;
    private final AtomicInteger accepted = new AtomicInteger();

    /** What is wrong with it. */
    public enum Way {
        SILENT(""),
        HEAD_WITHOUT_END(OK + "Content-Length: 10\r\n"),
        HEAD_ALONE(OK + "Content-Length: 10\r\n\r\n"),
        HALF_A_BODY(OK + "Content-Length: 10\r\n\r\nhello"),
        CHUNKS_WITHOUT_END(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        DRIPPED_HEAD(OK + "Header: ", "x", DRIP_NANOS),
        DRIPPED_BODY(OK + "Content-Length: 1000000\r\n\r\n", "x", DRIP_NANOS),
        ENDLESS_HEAD(OK, "Header: " + "x".repeat(1_000) + "\r\n", 0),
        ENDLESS_BODY(OK + "Content-Length: 1000000000000\r\n\r\n", "x".repeat(65_536), 0),
        NONSENSE("nonsense\r\n\r\n"),
        RESET("");

        private final String begun;
        private final String more;
        private final long everyNanos;

        Way(String begun) {
            this(begun, "", 0);
        }

        /** @param more what follows for ever; empty for nothing */
        Way(String begun, String more, long everyNanos) {
            this.begun = begun;
            this.more = more;
            this.everyNanos = everyNanos;
        }
    }

    private WrongCollector(int port, Way way) throws IOException {
        server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.way = way;
        accepting = Background.run(this::acceptAll);
    }

    /** @param port 0 for a free one */
    public static WrongCollector start(int port, Way way) throws IOException {
        return new WrongCollector(port, way);
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** Connections that its clients have not closed. */
    int open() {
        return open.size();
    }

    /** Connections that there were. */
    int accepted() {
        return accepted.get();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                accepted.incrementAndGet();
                Background.run(() -> serve(socket));
            } catch (IOException ended) {
                // With the test.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            takeRequest(in);
            if (way == Way.RESET) {
                socket.setSoLinger(true, 0);
                return;
            }
            OutputStream out = socket.getOutputStream();
            out.write(way.begun.getBytes(StandardCharsets.US_ASCII));
            while (!way.more.isEmpty()) {
                LockSupport.parkNanos(way.everyNanos);
                out.write(way.more.getBytes(StandardCharsets.US_ASCII));
            }
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException closed) {
            // By its client.
        } finally {
            open.remove(socket);
        }
    }

    /** Reads a whole request. */
    public static void takeRequest(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.append((char) next);
        }
        String length = head.toString().replaceFirst("(?is).*content-length: *([0-9]+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
    }

    @Override
    public void close() throws IOException {
        server.close();
        accepting.join();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
