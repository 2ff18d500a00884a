package dev.echobus.admin.http;

import dev.echobus.common.Causes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the admin port answers: JSON, with a reason where it refuses, and what keeps browsers from being used against it. */
final class Answers {

    private static final Logger log = LoggerFactory.getLogger(Answers.class);

    private static final String JSON = "application/json";

    /** For a console that is served from here: nothing from elsewhere, nothing inline, in no frame. */
    private static final String CONTENT_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"
                    + " data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Answers() {}

    /** Headers of every answer. */
    static void secure(RoutingContext context) {
        context.response()
                .putHeader("Content-Security-Policy", CONTENT_POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("X-Frame-Options", "DENY")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        context.next();
    }

    static void json(RoutingContext context, int status, JsonObject body) {
        bytes(context, status, JSON, body.toBuffer());
    }

    static void bytes(RoutingContext context, int status, String contentType, Buffer body) {
        HttpServerResponse response = context.response();
        if (!response.ended() && !response.closed()) {
            response.setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
                    .end(body);
        }
    }

    /** Why a request is not served. */
    static void refuse(RoutingContext context, int status, String why) {
        json(context, status, new JsonObject().put("error", why));
    }

    /** The object that was sent; empty, and the request refused, when it is none. */
    static Optional<JsonObject> body(RoutingContext context) {
        try {
            JsonObject body = context.body().asJsonObject();
            if (body != null && !body.isEmpty()) {
                return Optional.of(body);
            }
        } catch (DecodeException | ClassCastException malformed) {
            log.debug("admin: malformed body: {}", Causes.describe(malformed));
        }
        refuse(context, 400, "expected a JSON object with members");
        return Optional.empty();
    }

    static void unauthorized(RoutingContext context, String why) {
        if (!context.response().ended()) {
            context.response().putHeader("WWW-Authenticate", "Bearer realm=\"echobus\"");
        }
        refuse(context, 401, why);
    }
}
