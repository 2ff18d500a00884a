package dev.echobus.admin.http;

import dev.echobus.admin.ConnectionPage;
import dev.echobus.admin.PrometheusText;
import dev.echobus.common.Causes;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** What the admin port shows. Its event loop; holds nothing of a request. */
final class Views {

    private static final String STATUS = "status";

    private final AdminNode node;
    private final HealthChecks readiness;
    private final Buffer openApi;

    Views(Vertx vertx, AdminNode node) {
        this.node = node;
        readiness = HealthChecks.create(vertx);
        node.readiness().keySet().forEach(name -> readiness.register(name, result -> check(name, result)));
        openApi = resource("/dev/echobus/admin/openapi.json");
    }

    /** Not by Vert.x, which would unpack it to a disk that may be read-only. */
    private static Buffer resource(String name) {
        try (InputStream in = Objects.requireNonNull(Views.class.getResourceAsStream(name), name)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void check(String name, Promise<Status> result) {
        String why = Objects.requireNonNullElse(node.readiness().get(name), "");
        result.complete(why.isEmpty() ? Status.OK() : Status.KO(new JsonObject().put("reason", why)));
    }

    /** It answers: the process is there, and this loop turns. */
    void live(RoutingContext context) {
        Answers.json(context, 200, new JsonObject().put(STATUS, "up").put("checks", new JsonArray()));
    }

    void ready(RoutingContext context) {
        readiness
                .checkStatus()
                .onSuccess(result -> Answers.json(context, isUp(result) ? 200 : 503, readiness(result)))
                .onFailure(cause -> Answers.refuse(context, 500, Causes.describe(cause)));
    }

    private static JsonObject readiness(CheckResult result) {
        var checks = new JsonArray();
        for (CheckResult check : Objects.requireNonNullElse(result.getChecks(), List.<CheckResult>of())) {
            var json = new JsonObject().put("name", check.getId()).put(STATUS, word(check));
            JsonObject data = check.getData();
            checks.add(data == null ? json : json.mergeIn(data));
        }
        return new JsonObject().put(STATUS, word(result)).put("checks", checks);
    }

    private static String word(CheckResult result) {
        return isUp(result) ? "up" : "down";
    }

    private static boolean isUp(CheckResult result) {
        return CheckResult.isUp(result);
    }

    void metrics(RoutingContext context) {
        var text = PrometheusText.of(context.request().getHeader(HttpHeaders.ACCEPT));
        Answers.bytes(context, 200, text.contentType(), Buffer.buffer(text.bytes(node.numbers())));
    }

    void info(RoutingContext context) {
        Answers.json(context, 200, node.info());
    }

    void config(RoutingContext context) {
        Answers.json(context, 200, new JsonObject().put("settings", node.config()));
    }

    void connections(RoutingContext context) {
        ConnectionPage page;
        try {
            page = ConnectionPage.of(context.request()::getParam);
        } catch (IllegalArgumentException unknown) {
            Answers.refuse(context, 400, String.valueOf(unknown.getMessage()));
            return;
        }
        node.connections()
                .onSuccess(all -> Answers.json(context, 200, page.of(all)))
                .onFailure(cause -> Answers.refuse(context, 500, Causes.describe(cause)));
    }

    void openApi(RoutingContext context) {
        Answers.bytes(context, 200, "application/json", openApi);
    }
}
