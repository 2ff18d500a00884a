package dev.echobus.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/** Frames of vertx-web's bridge over the WebSocket of a SockJS session. */
final class SockJsGatewayClient extends WebSocketGatewayClient {

    private final ArrayDeque<String> come = new ArrayDeque<>();

    SockJsGatewayClient(Socket socket) throws IOException {
        super(socket);
    }

    @Override
    GatewayClient open(String path) throws IOException {
        super.open(path);
        String opening = new String(super.readFrame(), StandardCharsets.UTF_8);
        if (!opening.equals("o")) {
            throw new IOException("not opened: " + opening);
        }
        return this;
    }

    @Override
    GatewayClient sendFrame(byte[] bytes) {
        var array = new ByteArrayOutputStream();
        array.writeBytes(new byte[] {'[', '"'});
        for (byte value : bytes) {
            if (value == '"' || value == '\\') {
                array.write('\\');
            }
            if (value >= 0 && value < ' ') {
                array.writeBytes("\\u%04x".formatted(value).getBytes(StandardCharsets.US_ASCII));
            } else {
                array.write(value);
            }
        }
        array.writeBytes(new byte[] {'"', ']'});
        return super.sendFrame(array.toByteArray());
    }

    /** Escaped, a frame may be longer on the wire than its bound. */
    @Override
    GatewayClient beginFrame(long length) {
        return super.beginFrame(length > 0 ? length * 4 : length);
    }

    @Override
    byte[] readFrame() throws IOException {
        while (come.isEmpty()) {
            String text = new String(super.readFrame(), StandardCharsets.UTF_8);
            switch (text.charAt(0)) {
                case 'a' -> new JsonArray(text.substring(1)).forEach(frame -> come.add((String) frame));
                case 'c' -> {
                    new JsonArray(text.substring(1));
                    readFrame();
                    throw new EOFException(text);
                }
                default -> throw new IOException("not of a server: " + text);
            }
        }
        return come.remove().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public JsonObject receive() {
        JsonObject frame = super.receive();
        if ("rec".equals(frame.getString("type"))) {
            frame.put("type", "message");
        } else if ("message".equals(frame.getString("type"))) {
            throw new AssertionError("not of this dialect: " + frame);
        }
        return frame;
    }

    /** A ping is not answered here. */
    @Override
    GatewayClient sendMark() {
        return send(frame("ping", null)).send(frame("publish", "open.nobody").put("ack", "mark"));
    }

    @Override
    boolean isMark(JsonObject frame) {
        return "mark".equals(frame.getString("ack"));
    }
}
