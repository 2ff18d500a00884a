package dev.echobus.gateway;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking client of the gateway, as a program in any language would write it; gives up on a read after a while. */
public abstract class GatewayClient implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 30_000;

    private final Socket socket;
    final DataInputStream in;
    final DataOutputStream out;

    GatewayClient(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** A connection to the port. */
    static Socket connection(int port, int receiveBufferBytes) throws IOException {
        var socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_TIMEOUT_MS);
        return socket;
    }

    /** One of the TCP frames. */
    public static GatewayClient to(int port) {
        return to(Wire.TCP, port, 0);
    }

    public static GatewayClient to(Wire wire, int port) {
        return to(wire, port, 0);
    }

    /** One for which the kernel holds little, so that what it does not read stays with the gateway. */
    static GatewayClient withSmallBuffer(Wire wire, int port) {
        return to(wire, port, 4_096);
    }

    private static GatewayClient to(Wire wire, int port, int receiveBufferBytes) {
        try {
            return over(wire, connection(port, receiveBufferBytes));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** One on a connection that there is. */
    static GatewayClient over(Wire wire, Socket socket) throws IOException {
        return switch (wire) {
            case TCP -> new TcpGatewayClient(socket);
            case WEBSOCKET -> new WebSocketGatewayClient(socket).open("/eventbus");
            case SOCKJS -> new SockJsGatewayClient(socket).open("/eventbus/123/abcdef/websocket");
            case TLS -> over(Wire.TCP, GatewayTls.over(socket, GatewayTls.showingNothing()));
            case WSS -> over(Wire.WEBSOCKET, GatewayTls.over(socket, GatewayTls.showingNothing()));
        };
    }

    public GatewayClient send(JsonObject frame) {
        return sendText(frame.encode());
    }

    GatewayClient sendText(String json) {
        return sendFrame(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends bytes as one frame. */
    abstract GatewayClient sendFrame(byte[] bytes);

    /** Sends the beginning of a frame that is to have so many bytes, and none of them. */
    abstract GatewayClient beginFrame(long length);

    /** Sends bytes as they are. */
    GatewayClient sendBytes(byte[] bytes) {
        try {
            out.write(bytes);
            return this;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public JsonObject receive() {
        try {
            return new JsonObject(new String(readFrame(), StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The bytes of the next frame; {@link EOFException} when the end comes instead. */
    abstract byte[] readFrame() throws IOException;

    /** Sends a frame and returns the next that comes. */
    public JsonObject ask(JsonObject frame) {
        return send(frame).receive();
    }

    /** Whether a frame is let through, be there anybody to take it or not. */
    boolean isAllowed(JsonObject frame) {
        JsonObject answer = ask(frame.put("ack", "asked"));
        if (!"asked".equals(answer.getString("ack"))) {
            throw new AssertionError("no answer to " + frame + ": " + answer);
        }
        return !"access_denied".equals(answer.getString("message"));
    }

    /** True when the next thing that comes is the end, be it a reset. */
    boolean isClosed() {
        try {
            readFrame();
            return false;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException end) {
            return true;
        }
    }

    /** Asks for a frame that comes after all that is on its way. */
    abstract GatewayClient sendMark();

    /** Whether this is what was asked for so. */
    abstract boolean isMark(JsonObject frame);

    /** Nothing has come, as far as a mark tells. */
    boolean hasNothing() {
        JsonObject next = sendMark().receive();
        if (!isMark(next)) {
            throw new AssertionError("came before the mark: " + next);
        }
        return true;
    }

    public GatewayClient register(String address) {
        JsonObject ack = ask(frame("register", address).put("ack", "r"));
        if (!"ack".equals(ack.getString("type"))) {
            throw new AssertionError("not registered: " + ack);
        }
        return this;
    }

    public void closeOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Closes with a reset: what a killed process's system does. */
    void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static JsonObject frame(String type, String address) {
        var frame = new JsonObject().put("type", type);
        return address == null ? frame : frame.put("address", address);
    }

    static JsonObject send(String address, Object body) {
        return frame("send", address).put("body", body);
    }

    static JsonObject request(String address, Object body, String replyAddress) {
        return send(address, body).put("replyAddress", replyAddress);
    }

    static JsonObject err(String code) {
        return new JsonObject().put("type", "err").put("message", code);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The end came where a frame was expected. */
    static boolean isEnd(UncheckedIOException failed) {
        return failed.getCause() instanceof EOFException;
    }
}
