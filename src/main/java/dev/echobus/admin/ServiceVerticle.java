package dev.echobus.admin;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.tap.BusTap;
import dev.echobus.bus.tap.TapRequest;
import dev.echobus.common.Causes;
import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.metric.LoopSnapshot;
import dev.echobus.metric.NodeSnapshot;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the service addresses: a publication with a reply address is answered by every node once, a request by one
 * node. One instance a node.
 */
public final class ServiceVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(ServiceVerticle.class);

    /** Connections that are told of at a time: an answer is one message of the bus, and one frame of a gateway. */
    static final int CONNECTIONS_MAX = 200;

    private final String node;
    private final Account account;
    private final BusTap tap;
    private final List<MessageConsumer<Object>> consumers = new ArrayList<>();

    /**
     * What a node tells of itself.
     *
     * @param info what it runs
     * @param stats what it has done
     * @param connections all of its servers
     * @param loops how many of them each event loop has
     */
    public record Account(
            Supplier<NodeInfo> info,
            Supplier<NodeSnapshot> stats,
            Supplier<Future<List<ConnectionSnapshot>>> connections,
            Supplier<Future<List<LoopSnapshot>>> loops) {}

    /**
     * @param node the node's name, part of every answer
     * @param tap what passes over its bus
     */
    public ServiceVerticle(String node, Account account, BusTap tap) {
        this.node = node;
        this.account = account;
        this.tap = tap;
    }

    @Override
    public Future<?> start() {
        answer(Addresses.SERVICE_PING, asked -> new JsonObject());
        answer(Addresses.SERVICE_INFO, asked -> account.info().get().toJson());
        answer(Addresses.SERVICE_STATS, asked -> account.stats().get().toJson());
        answer(Addresses.TAP, this::look);
        answerLater(Addresses.CONNECTIONS, this::connections);
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

    /** Loops alone where no connection is asked for: those need no table to be made. */
    private Future<JsonObject> connections(Message<Object> asked) {
        JsonObject question = asked.body() instanceof JsonObject body ? body : new JsonObject();
        ConnectionPage page;
        try {
            page = ConnectionPage.of(name -> parameter(question, name));
        } catch (IllegalArgumentException unknown) {
            return Future.succeededFuture(new JsonObject().put("error", Causes.describe(unknown)));
        }
        Future<JsonObject> told = page.limit() == 0
                ? Future.succeededFuture(new JsonObject())
                : account.connections().get().map(page.atMost(CONNECTIONS_MAX)::of);
        return told.compose(json -> account.loops().get().map(loops -> json.put("loops", loops(loops))));
    }

    private static @Nullable String parameter(JsonObject question, String name) {
        Object value = question.getValue(name);
        return value == null ? null : value.toString();
    }

    private static JsonArray loops(List<LoopSnapshot> loops) {
        var json = new JsonArray();
        loops.forEach(
                each -> json.add(new JsonObject().put("loop", each.loop()).put("connections", each.connections())));
        return json;
    }

    private void answer(String address, Function<Message<Object>, JsonObject> answer) {
        answerLater(address, message -> Future.succeededFuture(answer.apply(message)));
    }

    private void answerLater(String address, Function<Message<Object>, Future<JsonObject>> answer) {
        consumers.add(vertx.eventBus()
                .consumer(
                        address,
                        message -> answer.apply(message)
                                .onSuccess(body -> reply(message, body))
                                .onFailure(cause -> log.warn("{}: {}", address, Causes.describe(cause)))));
    }

    private void reply(Message<Object> message, JsonObject answer) {
        JsonObject body = new JsonObject().put("node", node).mergeIn(answer);
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
