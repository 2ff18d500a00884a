package dev.echobus.gateway;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** Frames over TCP: four bytes of length, then JSON. */
final class TcpGatewayClient extends GatewayClient {

    TcpGatewayClient(Socket socket) throws IOException {
        super(socket);
    }

    @Override
    GatewayClient sendFrame(byte[] bytes) {
        return sendBytes(ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }

    @Override
    GatewayClient beginFrame(long length) {
        return sendBytes(ByteBuffer.allocate(Integer.BYTES).putInt((int) length).array());
    }

    @Override
    byte[] readFrame() throws IOException {
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        return frame;
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
