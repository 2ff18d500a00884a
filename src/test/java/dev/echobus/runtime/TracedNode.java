package dev.echobus.runtime;

import dev.echobus.config.TestConfigs;
import dev.echobus.trace.SeenSpan;
import dev.echobus.trace.TestCollector;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node and the collector that it tells of its traces. */
final class TracedNode implements AutoCloseable {

    final TestCollector collector;
    final Echobus node;

    private TracedNode(TestCollector collector, Echobus node) {
        this.collector = collector;
        this.node = node;
    }

    static TracedNode start(String... settings) throws Exception {
        return start(TestCollector.start(), settings);
    }

    /** One that tells this collector, which is closed with it. */
    static TracedNode start(TestCollector collector, String... settings) throws Exception {
        var all = new ArrayList<>(List.of(
                "server.host=127.0.0.1",
                "server.port=0",
                "server.drainQuietMs=0",
                "tracing.endpoint=" + collector.url()));
        all.addAll(List.of(settings));
        return new TracedNode(
                collector,
                Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS));
    }

    /** Asks from an event loop, as verticles do. */
    Future<Message<Object>> ask(String address, Object body, DeliveryOptions options) {
        Promise<Message<Object>> reply = Promise.promise();
        node.vertx()
                .getOrCreateContext()
                .runOnContext(inContext ->
                        node.vertx().eventBus().request(address, body, options).onComplete(reply));
        return reply.future();
    }

    /** What the collector has, once that is so many spans. */
    List<SeenSpan> spans(int count) throws InterruptedException {
        return collector.await(all -> all.size() >= count);
    }

    void drain() throws TimeoutException {
        node.drain().await(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        try (collector) {
            drain();
        }
    }
}
