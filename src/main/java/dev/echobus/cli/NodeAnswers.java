package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.GuestLink;
import dev.echobus.bus.link.LinkException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster say of themselves: each is asked at once and answers once. Ends when all have answered that
 * the others know of, or when none has for a while.
 */
final class NodeAnswers {

    /** How long commands wait that have no option for it. */
    static final int WAIT_MS = 1_000;

    /** Nodes after which no more are taken. */
    private static final int NODES_MAX = 1_000;

    private final BusLink link;
    private final int waitMs;

    /** @param waitMs how long to wait for the first answer, and after each for the next */
    NodeAnswers(BusLink link, int waitMs) {
        this.link = link;
        this.waitMs = waitMs;
    }

    /**
     * What came.
     *
     * @param answers by the node's name
     * @param missing nodes of the cluster that did not answer, by name, with their address if it is known
     */
    record Round(Map<String, Answered> answers, Map<String, String> missing) {

        List<JsonObject> bodies() {
            return answers.values().stream().map(Answered::body).toList();
        }
    }

    /**
     * One node's answer.
     *
     * @param nanos how long it took
     * @param atNanos when it came, on {@link System#nanoTime}'s clock
     */
    record Answered(JsonObject body, long nanos, long atNanos) {}

    private record Arrival(
            @Nullable JsonObject body,
            long atNanos,
            @Nullable LinkException lost) {}

    /** The {@code .info} of all nodes of a guest's cluster, by name. */
    static List<JsonObject> infos(Vertx guest) throws InterruptedException, LinkException {
        try (var link = new GuestLink(guest)) {
            return new NodeAnswers(link, WAIT_MS).infos().bodies();
        }
    }

    /** The {@code .info} of all nodes; which there are, they know of each other. */
    Round infos() throws InterruptedException, LinkException {
        return ask(Addresses.SERVICE_INFO, new JsonObject(), Map.of());
    }

    /** The answers of the nodes that gave their {@code .info}, to another question. */
    Round ask(String address, Round infos) throws InterruptedException, LinkException {
        return ask(address, new JsonObject(), infos);
    }

    /** The same, to a question with a body. */
    Round ask(String address, JsonObject question, Round infos) throws InterruptedException, LinkException {
        var known = new TreeMap<>(infos.missing());
        infos.bodies().forEach(info -> addMembers(info, known));
        return ask(address, question, known);
    }

    private Round ask(String address, JsonObject question, Map<String, String> known)
            throws InterruptedException, LinkException {
        var arrivals = new ArrayBlockingQueue<Arrival>(NODES_MAX);
        String replyAddress = Addresses.answers(UUID.randomUUID().toString());
        link.subscribe(
                replyAddress,
                (message, reply) -> {
                    if (message.body() instanceof JsonObject body) {
                        arrivals.offer(new Arrival(body, System.nanoTime(), null));
                    }
                },
                lost -> arrivals.offer(new Arrival(null, 0, lost)));
        long startNanos = System.nanoTime();
        link.publish(new BusMessage(address, Map.of(Addresses.REPLY_ADDRESS_HEADER, replyAddress), question));
        Round round = collect(arrivals, startNanos, new TreeMap<>(known));
        link.unsubscribe(replyAddress);
        return round;
    }

    private Round collect(BlockingQueue<Arrival> arrivals, long startNanos, Map<String, String> expected)
            throws InterruptedException, LinkException {
        var answers = new TreeMap<String, Answered>();
        Arrival arrival = arrivals.poll(waitMs, TimeUnit.MILLISECONDS);
        while (arrival != null && answers.size() < NODES_MAX) {
            if (arrival.lost() != null) {
                throw arrival.lost();
            }
            JsonObject body = arrival.body();
            if (body != null) {
                answers.put(
                        body.getString("node", ""),
                        new Answered(body, arrival.atNanos() - startNanos, arrival.atNanos()));
                addMembers(body, expected);
            }
            boolean isWhole = answers.keySet().containsAll(expected.keySet());
            arrival = isWhole ? arrivals.poll() : arrivals.poll(waitMs, TimeUnit.MILLISECONDS);
        }
        expected.keySet().removeAll(answers.keySet());
        return new Round(answers, expected);
    }

    /** A node knows itself, and the others that are up; guests answer nothing. */
    private static void addMembers(JsonObject info, Map<String, String> nodes) {
        nodes.putIfAbsent(info.getString("node", ""), "");
        // What a node has done counts them; what it runs names them.
        JsonArray members = info.getValue("members") instanceof JsonArray named ? named : new JsonArray();
        for (Object each : members) {
            if (each instanceof JsonObject member
                    && "node".equals(member.getString("kind"))
                    && "up".equals(member.getString("state"))) {
                nodes.put(member.getString("node", ""), member.getString("address", ""));
            }
        }
    }
}
