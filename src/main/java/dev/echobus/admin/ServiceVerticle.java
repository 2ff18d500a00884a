package dev.echobus.admin;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.tap.BusTap;
import dev.echobus.bus.tap.TapRequest;
import dev.echobus.common.Causes;
import dev.echobus.metric.NodeSnapshot;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the service addresses: a publication with a reply address is answered by every node once, a request by one
 * node. One instance a node.
 */
public final class ServiceVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(ServiceVerticle.class);

    private final String node;
    private final Supplier<NodeInfo> info;
    private final Supplier<NodeSnapshot> stats;
    private final BusTap tap;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

    /**
     * @param node the node's name, part of every answer
     * @param info what the node runs
     * @param stats what the node has done
     * @param tap what passes over its bus
     */
    public ServiceVerticle(String node, Supplier<NodeInfo> info, Supplier<NodeSnapshot> stats, BusTap tap) {
        this.node = node;
        this.info = info;
        this.stats = stats;
        this.tap = tap;
    }

    @Override
    public Future<?> start() {
        answer(Addresses.SERVICE_PING, asked -> new JsonObject());
        answer(Addresses.SERVICE_INFO, asked -> info.get().toJson());
        answer(Addresses.SERVICE_STATS, asked -> stats.get().toJson());
        answer(Addresses.TAP, this::look);
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
    }

    /** Takes the consumers away and waits until no node of the cluster knows them any more. Any thread; idempotent. */
    public Future<?> leave() {
        return Future.all(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    /** Who asks is told by the answer what was wrong: a failure would tell one of many. */
    private JsonObject look(Message<Object> asked) {
        try {
            return tap.look(TapRequest.of(asked.body()));
        } catch (IllegalArgumentException | IllegalStateException refused) {
            return new JsonObject().put("error", Causes.describe(refused));
        }
    }

    private void answer(String address, Function<Message<Object>, JsonObject> answer) {
        consumers.add(vertx.eventBus().consumer(address, message -> reply(message, answer)));
    }

    private void reply(Message<Object> message, Function<Message<Object>, JsonObject> answer) {
        JsonObject body = new JsonObject().put("node", node).mergeIn(answer.apply(message));
        String replyAddress = message.headers().get(Addresses.REPLY_ADDRESS_HEADER);
        if (replyAddress != null) {
            vertx.eventBus().send(replyAddress, body);
        } else if (message.replyAddress() != null) {
            message.reply(body);
        } else {
            log.warn("{} needs a request, or the header {}", message.address(), Addresses.REPLY_ADDRESS_HEADER);
        }
    }
}
