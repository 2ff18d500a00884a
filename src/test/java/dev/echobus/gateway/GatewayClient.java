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

/** A blocking client of the TCP frames, as a program in any language would write it; gives up on a read after a while. */
public final class GatewayClient implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 30_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;

    private GatewayClient(int port, int receiveBufferBytes) throws IOException {
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_TIMEOUT_MS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), READ_TIMEOUT_MS);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    public static GatewayClient to(int port) {
        return to(port, 0);
    }

    /** One for which the kernel holds little, so that what it does not read stays with the gateway. */
    static GatewayClient withSmallBuffer(int port) {
        return to(port, 4_096);
    }

    private static GatewayClient to(int port, int receiveBufferBytes) {
        try {
            return new GatewayClient(port, receiveBufferBytes);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public GatewayClient send(JsonObject frame) {
        return sendText(frame.encode());
    }

    GatewayClient sendText(String json) {
        return sendFrame(json.getBytes(StandardCharsets.UTF_8));
    }

    GatewayClient sendFrame(byte[] bytes) {
        byte[] frame = new byte[Integer.BYTES + bytes.length];
        java.nio.ByteBuffer.wrap(frame).putInt(bytes.length).put(bytes);
        return sendBytes(frame);
    }

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
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return new JsonObject(new String(frame, StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Sends a frame and returns the next that comes. */
    JsonObject ask(JsonObject frame) {
        return send(frame).receive();
    }

    /** True when the next thing that comes is the end, be it a reset. */
    boolean isClosed() {
        try {
            return in.read() == -1;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Nothing has come, as far as a ping and its pong tell. */
    boolean hasNothing() {
        JsonObject next = ask(frame("ping", null));
        if (!"pong".equals(next.getString("type"))) {
            throw new AssertionError("came before the pong: " + next);
        }
        return true;
    }

    GatewayClient register(String address) {
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
