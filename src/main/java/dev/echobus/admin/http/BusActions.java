package dev.echobus.admin.http;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Failed;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.bus.RetryingRequest.Replied;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What operators send over the bus from the admin port: a message through a client, and the probe of the mesh. Its event
 * loop; bounded by the time that an answer may take.
 */
final class BusActions {

    /** How long a node's name and listeners are waited for. */
    private static final long INFO_MAX_MS = 1_000;

    private final Vertx vertx;
    private final AdminNode node;
    private final Audit audit;
    private final RetryingRequest requests;

    BusActions(Vertx vertx, AdminNode node, Audit audit) {
        this.vertx = vertx;
        this.node = node;
        this.audit = audit;
        requests = new RetryingRequest(vertx, RetryPolicy.ofDefaults(true));
    }

    /** Sends a text to be echoed, as {@code echobus bus request} does, and tells its way. */
    void message(RoutingContext context) {
        Answers.body(context).ifPresent(body -> {
            if (body.size() == 1 && body.getValue("text") instanceof String text && !text.isEmpty()) {
                Buffer sent = Buffer.buffer(text);
                audit.log(context, "sends " + sent.length() + " bytes to " + Addresses.CLIENT_ECHO);
                long startNanos = System.nanoTime();
                requests.send(Addresses.CLIENT_ECHO, sent, BusActions::traced)
                        .onSuccess(outcome ->
                                Answers.json(context, 200, told(outcome, sent, System.nanoTime() - startNanos)))
                        .onFailure(cause -> Answers.refuse(context, 500, Causes.describe(cause)));
            } else {
                Answers.refuse(context, 400, "expected {\"text\": \"hello\"}");
            }
        });
    }

    private static DeliveryOptions traced() {
        return new DeliveryOptions().addHeader(Addresses.TRACE_HEADER, "true");
    }

    private static JsonObject told(Outcome<Object> outcome, Buffer sent, long tookNanos) {
        var json = new JsonObject().put("attempts", outcome.attempts()).put("tookNanos", tookNanos);
        if (outcome instanceof Replied<Object> replied) {
            Buffer echoed = BusBody.bytes(replied.reply().body()).orElse(Buffer.buffer());
            return json.put("outcome", "REPLIED")
                    .put("text", echoed.toString())
                    .put("bytes", echoed.length())
                    .put("isEcho", echoed.equals(sent))
                    .put("hops", hops(replied.reply().headers(), tookNanos));
        }
        var failed = (Failed<Object>) outcome;
        return json.put("outcome", FailureCode.nameOf(failed.failure()))
                .put("detail", failed.describe())
                .put("hops", new JsonArray());
    }

    /** What the client tells of, and the rest, which is the bus; with earlier attempts, where there were some. */
    private static JsonArray hops(MultiMap headers, long tookNanos) {
        long waited = nanos(headers.get(Addresses.WAITED_HEADER));
        long roundTrip = nanos(headers.get(Addresses.ROUND_TRIP_HEADER));
        return new JsonArray()
                .add(new JsonObject().put("hop", "bus").put("nanos", Math.max(0, tookNanos - waited - roundTrip)))
                .add(new JsonObject()
                        .put("hop", "client")
                        .put("nanos", waited)
                        .put("at", headers.get(Addresses.NODE_HEADER)))
                .add(new JsonObject()
                        .put("hop", "tcp")
                        .put("nanos", roundTrip)
                        .put("at", headers.get(Addresses.SERVER_HEADER)));
    }

    /** A client of another version tells nothing. */
    private static long nanos(String header) {
        return header != null && header.matches("[0-9]{1,18}") ? Long.parseLong(header) : 0;
    }

    /** Has every node ask every other. */
    void mesh(RoutingContext context) {
        if (!node.isClustered()) {
            Answers.refuse(context, 409, "this node is in no cluster");
            return;
        }
        audit.log(context, "probes the mesh");
        infos().compose(node::mesh)
                .onSuccess(report -> Answers.json(context, 200, report))
                .onFailure(cause -> Answers.refuse(context, 500, Causes.describe(cause)));
    }

    /** What the nodes run that say so: all of them, or those in time. */
    private Future<List<JsonObject>> infos() {
        Set<String> expected = node.info().getJsonArray("members", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .filter(member -> "node".equals(member.getString("kind")) && "up".equals(member.getString("state")))
                .map(member -> member.getString("node", ""))
                .collect(Collectors.toSet());
        Map<String, JsonObject> answers = new TreeMap<>();
        Promise<Void> whole = Promise.promise();
        var poll = new NodePoll(vertx, answer -> {
            if (answers.size() < expected.size()) {
                answers.put(answer.getString("node"), answer);
            }
            if (answers.keySet().containsAll(expected)) {
                whole.tryComplete();
            }
        });
        long late = vertx.setTimer(INFO_MAX_MS, timer -> whole.tryComplete());
        poll.ready().onSuccess(ready -> poll.ask(Addresses.SERVICE_INFO));
        return whole.future().map(answered -> {
            vertx.cancelTimer(late);
            poll.close();
            return List.copyOf(answers.values());
        });
    }
}
