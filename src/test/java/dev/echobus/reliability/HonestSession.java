package dev.echobus.reliability;

import dev.echobus.Background;
import dev.echobus.gateway.GatewayClient;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Another session, which asks for one echo after the other; ends with a failure when one does not come. */
final class HonestSession {

    private final GatewayClient client;
    private final List<Long> nanos = new ArrayList<>();
    private final CompletableFuture<Void> asking;
    private volatile boolean isOver;

    HonestSession(int port) {
        client = GatewayClient.to(port);
        asking = Background.run(this::ask);
    }

    private void ask() {
        var request = new JsonObject()
                .put("type", "send")
                .put("address", "echobus.client.echo")
                .put("body", "hello")
                .put("replyAddress", "r");
        while (!isOver) {
            long begin = System.nanoTime();
            JsonObject reply = client.ask(request);
            if (!"message".equals(reply.getString("type"))) {
                throw new AssertionError("an honest request: " + reply);
            }
            synchronized (nanos) {
                nanos.add(System.nanoTime() - begin);
            }
        }
    }

    int count() {
        if (asking.isCompletedExceptionally()) {
            asking.join();
        }
        synchronized (nanos) {
            return nanos.size();
        }
    }

    long[] take() {
        synchronized (nanos) {
            long[] taken = nanos.stream().mapToLong(Long::longValue).toArray();
            nanos.clear();
            return taken;
        }
    }

    void stop() {
        isOver = true;
        asking.join();
        client.close();
    }
}
