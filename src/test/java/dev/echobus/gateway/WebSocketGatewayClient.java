package dev.echobus.gateway;

import io.vertx.core.json.JsonObject;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Frames over a WebSocket, of whose own frames it lets tests send any. */
class WebSocketGatewayClient extends GatewayClient {

    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;
    static final int FINAL = 0x80;

    private static final byte[] MASK = {0x12, (byte) 0xa4, 0x37, (byte) 0xff};

    private final int port;
    private final List<byte[]> pongs = new ArrayList<>();
    private int closeCode;
    private String closeReason = "";

    WebSocketGatewayClient(int port) throws IOException {
        this(connection(port, 0));
    }

    WebSocketGatewayClient(Socket socket) throws IOException {
        super(socket);
        port = socket.getPort();
    }

    GatewayClient open(String path) throws IOException {
        String answer = handshake(path);
        if (!answer.startsWith("HTTP/1.1 101 ") || !answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
            throw new IOException("not opened: " + answer);
        }
        return this;
    }

    /** Asks for a WebSocket with the key of RFC 6455, and these headers besides; returns the head of the answer. */
    final String handshake(String path, String... headers) throws IOException {
        var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        sendBytes(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        return readHead();
    }

    final String readHead() throws IOException {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** Sends one frame of the WebSocket, masked. */
    final GatewayClient sendRaw(int first, byte[] payload) {
        byte[] masked = new byte[payload.length];
        for (int index = 0; index < payload.length; index++) {
            masked[index] = (byte) (payload[index] ^ MASK[index % MASK.length]);
        }
        return sendBytes(ByteBuffer.allocate(14 + payload.length)
                .put(head(first, payload.length))
                .put(masked)
                .flip());
    }

    private GatewayClient sendBytes(ByteBuffer bytes) {
        byte[] all = new byte[bytes.remaining()];
        bytes.get(all);
        return sendBytes(all);
    }

    private static ByteBuffer head(int first, long length) {
        var head = ByteBuffer.allocate(14).put((byte) first);
        if (length >= 0 && length < 126) {
            head.put((byte) (0x80 | length));
        } else if (length >= 0 && length <= 0xffff) {
            head.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            head.put((byte) (0x80 | 127)).putLong(length);
        }
        return head.put(MASK).flip();
    }

    @Override
    GatewayClient sendFrame(byte[] bytes) {
        return sendRaw(FINAL | TEXT, bytes);
    }

    @Override
    GatewayClient beginFrame(long length) {
        return sendBytes(head(FINAL | TEXT, length));
    }

    @Override
    byte[] readFrame() throws IOException {
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = Math.toIntExact(in.readLong());
            }
            byte[] payload = new byte[length];
            in.readFully(payload);
            switch (first) {
                case FINAL | TEXT -> {
                    return payload;
                }
                case FINAL | PONG -> pongs.add(payload);
                case FINAL | CLOSE -> {
                    closeCode = ByteBuffer.wrap(payload).getShort();
                    closeReason = new String(payload, Short.BYTES, length - Short.BYTES, StandardCharsets.US_ASCII);
                    throw new EOFException("closed: " + closeCode);
                }
                default -> throw new IOException("not of a server: " + first);
            }
        }
    }

    /** What came in answer to pings. */
    final List<byte[]> pongs() {
        return pongs;
    }

    /** Code and reason of the closing frame. */
    final String closing() {
        return closeCode + " " + closeReason;
    }

    @Override
    GatewayClient sendMark() {
        return send(frame("ping", null));
    }

    @Override
    boolean isMark(JsonObject frame) {
        return "pong".equals(frame.getString("type"));
    }
}
