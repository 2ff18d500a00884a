package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

/** What the nodes of a cluster say of themselves. */
final class NodeInfos {

    /** How long answers are waited for: any number of nodes may answer. */
    private static final long WAIT_MS = 1_000;

    /** Nodes after which no more are taken. */
    private static final int NODES_MAX = 1_000;

    private NodeInfos() {}

    /** Asks all nodes of the guest's cluster; by name. */
    static List<JsonObject> ask(Vertx guest) throws InterruptedException, ExecutionException {
        var answers = new CopyOnWriteArrayList<JsonObject>();
        String replyAddress = Addresses.answers(UUID.randomUUID().toString());
        var consumer = guest.eventBus().<JsonObject>consumer(replyAddress, answer -> {
            if (answers.size() < NODES_MAX) {
                answers.add(answer.body());
            }
        });
        Waiting.on(consumer.completion());
        var options = new DeliveryOptions().addHeader(Addresses.REPLY_ADDRESS_HEADER, replyAddress);
        Waiting.on(guest.eventBus()
                .<JsonObject>publisher(Addresses.SERVICE_INFO, options)
                .write(new JsonObject()));
        Promise<Void> waited = Promise.promise();
        guest.setTimer(WAIT_MS, timer -> waited.complete());
        Waiting.on(waited.future());
        Waiting.on(consumer.unregister());
        return answers.stream()
                .sorted(Comparator.comparing(answer -> answer.getString("node", "")))
                .toList();
    }
}
