package dev.echobus.selftest;

import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One session of the gateway on a WebSocket, asked one question at a time. Bounded: frames beyond a few are left out. */
final class WebSession implements AutoCloseable {

    static final String PATH = "/eventbus";

    /** One question has one answer; a gateway that says more is not listened to. */
    private static final int FRAMES_MAX = 16;

    private static final String CLOSED = "closed";

    private final WebSocketClient client;
    private final ClientWebSocket socket;
    private final int timeoutMs;
    private final BlockingQueue<JsonObject> frames = new ArrayBlockingQueue<>(FRAMES_MAX);

    private WebSession(WebSocketClient client, int timeoutMs) {
        this.client = client;
        this.timeoutMs = timeoutMs;
        socket = client.webSocket();
    }

    /**
     * Begins a session. Blocks.
     *
     * @throws LinkException when that cannot be done; says why
     */
    static WebSession open(Client by, Endpoint endpoint, OwnTls tls) throws LinkException, InterruptedException {
        var options = new WebSocketClientOptions().setVerifyHost(false).setConnectTimeout(by.timeoutMs());
        options.setSslHandshakeTimeout(by.timeoutMs()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tls.secure(options);
        var session = new WebSession(by.vertx().createWebSocketClient(options), by.timeoutMs());
        try {
            session.connect(endpoint);
            return session;
        } catch (ExecutionException failure) {
            session.close();
            throw new LinkException("cannot connect: " + describe(failure, tls), failure);
        } catch (TimeoutException late) {
            session.close();
            throw new LinkException("no WebSocket within " + session.openMaxMs() + " ms", late);
        }
    }

    private static String describe(ExecutionException failure, OwnTls tls) {
        return failure.getCause() instanceof UpgradeRejectedException refused
                ? "it refuses a WebSocket at " + PATH + ", status " + refused.getStatus()
                : tls.describe(failure);
    }

    private void connect(Endpoint endpoint) throws InterruptedException, ExecutionException, TimeoutException {
        socket.textMessageHandler(text -> frames.offer(read(text)));
        socket.closeHandler(gone -> frames.offer(new JsonObject().put("type", CLOSED)));
        var options = new WebSocketConnectOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(PATH)
                // It is no page of a browser's.
                .setAllowOriginHeader(false);
        Bounded.await(socket.connect(options), openMaxMs());
    }

    /** Connecting, and then the opening of the WebSocket. */
    private int openMaxMs() {
        return 2 * timeoutMs;
    }

    private static JsonObject read(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException notJson) {
            return new JsonObject().put("type", "what answers is no gateway: a frame that is no object");
        }
    }

    /**
     * Sends a frame and waits for the next one.
     *
     * @throws LinkException when it is not of the expected type; says what came
     */
    JsonObject ask(JsonObject frame, String expectedType) throws LinkException, InterruptedException {
        String question = frame.getString("type");
        socket.writeTextMessage(frame.encode()).onFailure(gone -> frames.offer(new JsonObject().put("type", CLOSED)));
        JsonObject answer = frames.poll(timeoutMs, TimeUnit.MILLISECONDS);
        if (answer == null) {
            throw new LinkException("no answer to " + question + " within " + timeoutMs + " ms");
        }
        String type = String.valueOf(answer.getValue("type"));
        if (type.equals(expectedType)) {
            return answer;
        }
        throw new LinkException(
                switch (type) {
                    case "err" -> "refused by the gateway: " + answer.getValue("message");
                    case CLOSED -> "it closed the connection at " + question + reason();
                    default -> "expected " + expectedType + ", found " + type;
                });
    }

    private String reason() {
        return socket.closeReason() == null ? "" : ": " + socket.closeReason();
    }

    @Override
    public void close() {
        // Whether what is over closes in order is no part of what was asked.
        client.close().onFailure(gone -> frames.clear());
    }
}
