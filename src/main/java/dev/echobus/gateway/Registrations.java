package dev.echobus.gateway;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Where one session is registered. Event loop; bounded by {@code gateway.registrationsMax}. */
final class Registrations {

    private final EventBus bus;
    private final GatewayStats stats;
    private final Consumer<Message<Object>> handler;
    private final Map<String, MessageConsumer<Object>> consumers = new HashMap<>();

    /** @param handler gets every message */
    Registrations(EventBus bus, GatewayStats stats, Consumer<Message<Object>> handler) {
        this.bus = bus;
        this.stats = stats;
        this.handler = handler;
    }

    boolean contains(String address) {
        return consumers.containsKey(address);
    }

    int size() {
        return consumers.size();
    }

    /** Registers by a rule; done when every node of the cluster can know. One that fails is forgotten. */
    Future<Void> add(String address, RuleUse rule) {
        MessageConsumer<Object> consumer = bus.consumer(address);
        consumers.put(address, consumer);
        stats.registrations(1);
        consumer.handler(message -> {
            rule.messageOut();
            handler.accept(message);
        });
        return consumer.completion().onFailure(cause -> {
            if (consumers.remove(address, consumer)) {
                stats.registrations(-1);
            }
        });
    }

    /** Takes one away; it must be there. */
    Future<Void> remove(String address) {
        MessageConsumer<Object> consumer = consumers.remove(address);
        if (consumer == null) {
            return Future.succeededFuture();
        }
        stats.registrations(-1);
        return consumer.unregister();
    }

    /** Takes all away; done when that is known. */
    Future<?> removeAll() {
        stats.registrations(-consumers.size());
        var all = new ArrayList<>(consumers.values());
        consumers.clear();
        return Future.join(all.stream().map(MessageConsumer::unregister).toList());
    }
}
