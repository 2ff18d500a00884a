package dev.echobus.cluster.mesh;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's part in the mesh probe: echoes what others send it over the bus, and probes the others when it is asked to,
 * one probe at a time. One instance a node.
 */
public final class MeshVerticle extends VerticleBase {

    private final String node;

    private volatile List<MessageConsumer<Object>> consumers = List.of();
    /** The latest who asked for the probe that runs. */
    private @Nullable Message<Object> asked;

    private @Nullable MeshProbe probe;

    /** For which survey it runs, or the one before ran; empty for none that may ask again. */
    private String survey = "";

    /** What that one found. */
    private @Nullable JsonObject found;

    /** @param node the node's name, part of its addresses */
    public MeshVerticle(String node) {
        this.node = node;
    }

    @Override
    public Future<?> start() {
        consumers = List.of(
                vertx.eventBus().consumer(Addresses.nodeEcho(node), message -> message.reply(message.body())),
                vertx.eventBus().consumer(Addresses.nodeMesh(node), this::probe));
        return Future.all(consumers.stream().map(MessageConsumer::completion).toList());
    }

    /**
     * Takes the consumers away and waits until no node of the cluster knows them any more; who waits for a probe is told.
     * Any thread; idempotent.
     */
    public Future<?> leave() {
        context.runOnContext(onLoop -> {
            refuseAsked(FailureCode.DRAINING.with("the node leaves"));
            if (probe != null) {
                probe.stop();
            }
        });
        return Future.all(consumers.stream().map(MessageConsumer::unregister).toList());
    }

    private void probe(Message<Object> message) {
        MeshPlan plan;
        String of;
        try {
            var body = (JsonObject) message.body();
            plan = MeshPlan.of(body);
            of = body.getString(MeshPlan.SURVEY, "");
        } catch (ClassCastException | IllegalArgumentException | NullPointerException invalid) {
            refuse(message, FailureCode.INVALID_MESSAGE.with(Causes.describe(invalid)));
            return;
        }
        boolean isAskedAgain = !of.isEmpty() && of.equals(survey);
        if (probe != null && isAskedAgain) {
            // Whoever asked before does not wait any more.
            asked = message;
        } else if (probe != null) {
            refuse(message, FailureCode.OVERLOADED.with("another probe is under way"));
        } else if (found != null && isAskedAgain) {
            message.reply(found);
        } else {
            begin(message, plan, of);
        }
    }

    private void begin(Message<Object> message, MeshPlan plan, String of) {
        asked = message;
        survey = of;
        found = null;
        var started = new MeshProbe(vertx, node, plan);
        probe = started;
        started.run().onSuccess(this::answer);
    }

    private void answer(List<MeshLeg> legs) {
        probe = null;
        found = new JsonObject()
                .put("node", node)
                .put("legs", new JsonArray(legs.stream().map(MeshLeg::toJson).toList()));
        if (asked != null) {
            asked.reply(found);
            asked = null;
        }
    }

    private void refuseAsked(ReplyException why) {
        if (asked != null) {
            refuse(asked, why);
            asked = null;
        }
    }

    private static void refuse(Message<Object> message, ReplyException why) {
        message.fail(why.failureCode(), why.getMessage());
    }
}
