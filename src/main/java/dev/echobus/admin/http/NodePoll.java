package dev.echobus.admin.http;

import dev.echobus.bus.Addresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.UUID;
import java.util.function.Consumer;

/** Asks all nodes of the bus, this one among them, and hands on what each answers, with its name. Until it is closed. */
final class NodePoll {

    private final Vertx vertx;
    private final String replyAddress = Addresses.answers(UUID.randomUUID().toString());
    private final MessageConsumer<Object> consumer;

    /** @param onAnswer runs on the context of this call, for each answer */
    NodePoll(Vertx vertx, Consumer<JsonObject> onAnswer) {
        this.vertx = vertx;
        consumer = vertx.eventBus().consumer(replyAddress, message -> {
            if (message.body() instanceof JsonObject answer && answer.getValue("node") instanceof String) {
                onAnswer.accept(answer);
            }
        });
    }

    /** Done when all nodes can answer. */
    Future<Void> ready() {
        return consumer.completion();
    }

    /** Asks at one of the service addresses. */
    void ask(String address) {
        vertx.eventBus()
                .publish(
                        address,
                        new JsonObject(),
                        new DeliveryOptions().addHeader(Addresses.REPLY_ADDRESS_HEADER, replyAddress));
    }

    void close() {
        consumer.unregister();
    }
}
