package dev.echobus.admin.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.TimeoutHandler;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paths of the admin port, each with what {@link Guard} asks for it; {@code openapi.json} tells them. Health is open to
 * whoever reaches the port, as probes have no secrets, and so is the console's page, which has no data of its own.
 */
final class AdminRoutes {

    private static final Logger log = LoggerFactory.getLogger(AdminRoutes.class);

    private static final long BODY_MAX_BYTES = 65_536;
    private static final long ANSWER_MAX_MS = 10_000;
    private static final int[] REFUSALS = {400, 404, 405, 413, 414, 431, 500, 503};

    private AdminRoutes() {}

    static Router router(Vertx vertx, AdminContext admin, Guard guard, LiveTabs tabs) {
        var views = new Views(vertx, admin.node());
        var audit = new Audit(guard.key());
        var actions = new Actions(admin.node(), audit);
        var busActions = new BusActions(vertx, admin.node(), audit);
        Router router = Router.router(vertx);
        router.route().handler(Answers::secure).failureHandler(AdminRoutes::failed);
        // Before the limit of time: it stays as long as its page is open.
        router.get("/live").handler(guard::admit).handler(tabs::open);
        router.route().handler(TimeoutHandler.create(ANSWER_MAX_MS));
        router.get("/health/live").handler(guard::admitProbe).handler(views::live);
        router.get("/health/ready").handler(guard::admitProbe).handler(views::ready);
        router.route().handler(guard::admit);

        see(router, guard, "/metrics", views::metrics);
        see(router, guard, "/info", views::info);
        see(router, guard, "/config", views::config);
        see(router, guard, "/connections", views::connections);
        see(router, guard, "/openapi.json", views::openApi);

        act(router, guard, "/connections/:id/close", actions::close);
        act(router, guard, "/message", busActions::message);
        act(router, guard, "/mesh", busActions::mesh);
        act(router, guard, "/drain", actions::drain);
        act(router, guard, "/log-level", actions::logLevel);
        act(router, guard, "/limits", actions::limits);
        var console = new ConsoleFiles();
        router.get("/").handler(console::page);
        router.get("/console/:file").handler(console::file);
        for (int status : REFUSALS) {
            router.errorHandler(status, failed -> refuse(failed, status));
        }
        return router;
    }

    private static void see(Router router, Guard guard, String path, Handler<RoutingContext> view) {
        router.route(HttpMethod.GET, path).handler(guard::read).handler(view);
    }

    /** Nothing of a body is read for those who may not act. */
    private static void act(Router router, Guard guard, String path, Handler<RoutingContext> action) {
        router.route(HttpMethod.POST, path).handler(guard::act);
        router.route(HttpMethod.POST, path)
                .handler(BodyHandler.create(false).setBodyLimit(BODY_MAX_BYTES))
                .handler(action);
    }

    /** Who leaves in the midst of his request is nobody's defect. */
    private static void failed(RoutingContext context) {
        Throwable cause = context.failure();
        boolean isLeft = cause instanceof HttpClosedException || cause instanceof IOException;
        if (isLeft && !context.request().isEnded()) {
            log.debug(
                    "admin: {} left in the midst of a request",
                    context.request().remoteAddress());
        } else {
            context.next();
        }
    }

    private static void refuse(RoutingContext context, int status) {
        if (status == 500) {
            log.error("admin: a request failed by a defect of this program", context.failure());
        }
        Answers.refuse(
                context,
                status,
                switch (status) {
                    case 404 -> "nothing here; /openapi.json tells what there is";
                    case 405 -> "not by this method";
                    case 413 -> "a body of at most " + BODY_MAX_BYTES + " bytes is taken";
                    case 503 -> "no answer in " + ANSWER_MAX_MS + " ms";
                    case 500 -> "internal error";
                    default -> "malformed request";
                });
    }
}
