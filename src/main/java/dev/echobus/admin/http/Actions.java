package dev.echobus.admin.http;

import dev.echobus.admin.http.AdminNode.Change;
import dev.echobus.common.Causes;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** What operators do at the admin port; each has a line in the log that says who and what. Its event loop. */
final class Actions {

    private static final String LOG_LEVEL = "log.level";

    private final AdminNode node;
    private final Audit audit;

    Actions(AdminNode node, Audit audit) {
        this.node = node;
        this.audit = audit;
    }

    void close(RoutingContext context) {
        String id = context.pathParam("id");
        node.close(id)
                .onSuccess(isThere -> {
                    audit.log(context, isThere ? "closes connection " + id : "finds no connection " + id + " to close");
                    if (isThere) {
                        Answers.json(context, 202, new JsonObject().put("closing", id));
                    } else {
                        Answers.refuse(context, 404, "no such connection");
                    }
                })
                .onFailure(cause -> Answers.refuse(context, 500, Causes.describe(cause)));
    }

    void drain(RoutingContext context) {
        audit.log(context, "drains the node");
        // The answer goes before the port does.
        context.addEndHandler(answered -> node.drain());
        Answers.json(context, 202, new JsonObject().put("draining", true));
    }

    void logLevel(RoutingContext context) {
        Answers.body(context).ifPresent(body -> {
            if (body.size() == 1 && body.getValue("level") instanceof String level) {
                change(context, Map.of(LOG_LEVEL, level));
            } else {
                Answers.refuse(context, 400, "expected {\"level\": \"debug\"}");
            }
        });
    }

    void limits(RoutingContext context) {
        Answers.body(context).ifPresent(body -> {
            var settings = new LinkedHashMap<String, String>();
            body.forEach(member -> settings.put(member.getKey(), String.valueOf(member.getValue())));
            change(context, settings);
        });
    }

    private void change(RoutingContext context, Map<String, String> settings) {
        Change change = node.change(settings);
        if (change.problems().isEmpty()) {
            audit.log(context, "sets " + change.changed());
            Answers.json(
                    context,
                    200,
                    new JsonObject().put("changed", new JsonObject(new LinkedHashMap<>(change.changed()))));
        } else {
            audit.log(context, "is refused a change: " + change.problems());
            Answers.json(
                    context,
                    400,
                    new JsonObject()
                            .put("error", "nothing was changed")
                            .put("problems", new JsonArray(change.problems())));
        }
    }
}
