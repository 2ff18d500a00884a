package dev.echobus.runtime;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A console's WebSocket, frame by frame (RFC 6455): it reads and answers pings only when the test does. */
final class ConsoleSocket implements AutoCloseable {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    final Socket socket = new Socket();

    private final DataInputStream in;

    /** @param receiveBytes of the kernel's buffer; 0 leaves it as it is */
    private ConsoleSocket(int port, int receiveBytes) throws IOException {
        if (receiveBytes > 0) {
            socket.setReceiveBufferSize(receiveBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(30_000);
        in = new DataInputStream(socket.getInputStream());
    }

    static ConsoleSocket open(AdminUnderTest admin) throws IOException {
        return open(admin, 0);
    }

    /** The status that a request for one gets, its headers changed so. */
    static int status(AdminUnderTest admin, String header, String changed) throws IOException {
        try (var refused = new ConsoleSocket(admin.port(), 0)) {
            String request = request(admin.port()).replaceFirst(header + ": [^\r]*", header + ": " + changed);
            return Integer.parseInt(refused.ask(request).substring(9, 12));
        }
    }

    static ConsoleSocket open(AdminUnderTest admin, int receiveBytes) throws IOException {
        var opened = new ConsoleSocket(admin.port(), receiveBytes);
        String head = opened.ask(request(admin.port()));
        if (!head.startsWith("HTTP/1.1 101 ")) {
            throw new IOException(head);
        }
        return opened;
    }

    private static String request(int port) {
        return "GET /live HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nOrigin: http://127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    }

    private String ask(String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException(head.toString(StandardCharsets.ISO_8859_1));
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The next thing that is told; pings before it are answered. */
    JsonObject next() throws IOException {
        while (true) {
            byte[] frame = frame();
            if (frame[0] == PING) {
                send(PONG, new byte[0]);
            } else if (frame[0] == CLOSE) {
                return new JsonObject()
                        .put("kind", "close")
                        .put("code", (frame[1] & 0xff) << 8 | (frame[2] & 0xff))
                        .put("reason", new String(frame, 3, frame.length - 3, StandardCharsets.UTF_8));
            } else {
                return new JsonObject(new String(frame, 1, frame.length - 1, StandardCharsets.UTF_8));
            }
        }
    }

    JsonObject next(String kind) throws IOException {
        JsonObject told = next();
        while (!kind.equals(told.getString("kind")) && !"close".equals(told.getString("kind"))) {
            told = next();
        }
        return told;
    }

    void say(String text) throws IOException {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Its type and then what it carries. */
    private byte[] frame() throws IOException {
        int type = in.readUnsignedByte() & 0x0f;
        int length = in.readUnsignedByte();
        length = length == 127 ? (int) in.readLong() : length == 126 ? in.readUnsignedShort() : length;
        var frame = new byte[1 + length];
        frame[0] = (byte) type;
        in.readFully(frame, 1, length);
        return frame;
    }

    /** With a mask of zeros: what is masked stays as it is. */
    private void send(int type, byte[] bytes) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.write(0x80 | type);
        frame.write(0x80 | bytes.length);
        frame.write(new byte[4]);
        frame.write(bytes);
        socket.getOutputStream().write(frame.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
