package dev.echobus.admin;

import dev.echobus.bus.Addresses;
import dev.echobus.metric.NodeSnapshot;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
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
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

    /**
     * @param node the node's name, part of every answer
     * @param info what the node runs
     * @param stats what the node has done
     */
    public ServiceVerticle(String node, Supplier<NodeInfo> info, Supplier<NodeSnapshot> stats) {
        this.node = node;
        this.info = info;
        this.stats = stats;
    }

    @Override
    public Future<?> start() {
        answer(Addresses.SERVICE_PING, JsonObject::new);
        answer(Addresses.SERVICE_INFO, () -> info.get().toJson());
        answer(Addresses.SERVICE_STATS, () -> stats.get().toJson());
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
    }

    /** Takes the consumers away and waits until no node of the cluster knows them any more. Any thread; idempotent. */
    public Future<?> leave() {
        return Future.all(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    private void answer(String address, Supplier<JsonObject> answer) {
        consumers.add(vertx.eventBus().consumer(address, message -> reply(message, answer)));
    }

    private void reply(Message<Object> message, Supplier<JsonObject> answer) {
        JsonObject body = new JsonObject().put("node", node).mergeIn(answer.get());
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
