package dev.echobus.admin.http;

import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.wire.ListenOptions;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.tls.HandshakeListener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin port: one event loop that answers requests of {@link AdminRoutes}. Bounded by {@link
 * AdminConnections}; whoever does not send a whole request in {@code admin.idleTimeoutMs} is cut.
 */
public final class AdminVerticle extends VerticleBase {

    private static final Logger log = LoggerFactory.getLogger(AdminVerticle.class);

    /** After those of the listeners and of the gateway. */
    private static final int PLACE = 200;

    private static final int HEADER_MAX_BYTES = 8_192;
    private static final int FIRST_LINE_MAX_BYTES = 4_096;
    private static final int TOKEN_FRAME_MAX_BYTES = 8_192;
    private static final int CLOSING_MAX_SECONDS = 1;
    private static final long SWEEP_INTERVAL_MS = 500;
    private static final int SHUTDOWN_MS = 1_000;

    /** Of the routes. */
    private static final int FIRST = -1;

    private final AdminContext admin;

    private final AdminConnections connections;

    @SuppressWarnings("NullAway.Init") // Set by start, before anything is asked.
    private HttpServer server;

    @SuppressWarnings("NullAway.Init") // Set by start, before anything is asked.
    private LiveTabs tabs;

    public AdminVerticle(AdminContext admin) {
        this.admin = admin;
        var settings = admin.settings();
        connections = new AdminConnections(settings.connectionsMax(), settings.idleTimeoutMs());
    }

    /** Listens; fails with an {@link AdminListenException} when the address cannot be had. */
    @Override
    public Future<?> start() {
        Endpoint endpoint = admin.settings().endpoint();
        HttpServerOptions options = ListenOptions.ofHttp(endpoint, PLACE, admin.limits())
                .setMaxHeaderSize(HEADER_MAX_BYTES)
                .setMaxInitialLineLength(FIRST_LINE_MAX_BYTES)
                .setMaxWebSocketFrameSize(TOKEN_FRAME_MAX_BYTES)
                .setMaxWebSocketMessageSize(TOKEN_FRAME_MAX_BYTES)
                .setWebSocketClosingTimeout(CLOSING_MAX_SECONDS);
        var guard = new Guard(admin);
        tabs = new LiveTabs(vertx, admin.node(), guard, new Upgrades());
        Router router = AdminRoutes.router(vertx, admin, guard, tabs);
        // Handlers of Vert.x Web take the place of what a response has for its end, unless it is told by its context.
        router.route().order(FIRST).handler(context -> {
            HttpConnection connection = context.request().connection();
            context.addEndHandler(ended -> connections.answered(connection, System.nanoTime()));
            context.next();
        });
        vertx.setPeriodic(SWEEP_INTERVAL_MS, timer -> connections.cutLate(System.nanoTime()));
        server = vertx.createHttpServer(options);
        return server.connectionHandler(this::accept)
                .requestHandler(request -> serve(request, router))
                .listen(ListenOptions.address(endpoint, PLACE))
                .recover(cause -> Future.failedFuture(new AdminListenException("cannot listen on "
                        + endpoint.authority() + " (admin, admin.port): " + Causes.describe(cause))));
    }

    @Override
    public Future<?> stop() {
        tabs.close();
        return server.shutdown(SHUTDOWN_MS, TimeUnit.MILLISECONDS);
    }

    /** Where it listens, as a browser is told; a port that was free filled in. Any thread, once deployed. */
    public String url() {
        Endpoint bound = admin.settings().endpoint().withPort(server.actualPort());
        return (admin.tls() == null ? "http://" : "https://") + bound.authority();
    }

    private void accept(HttpConnection connection) {
        connections.take(connection, System.nanoTime());
        if (admin.tls() != null) {
            VertxSockets.secure(connection, admin.tls(), new Handshake(String.valueOf(connection.remoteAddress())));
        }
    }

    /** A WebSocket has a close handler of its own, and then that of its connection is not called. */
    private final class Upgrades implements LiveTabs.Upgrades {

        @Override
        public int consolesMax() {
            return connections.consolesMax();
        }

        @Override
        public void onUpgraded(HttpConnection connection) {
            connections.answered(connection, System.nanoTime());
        }

        @Override
        public void onOpen(HttpConnection connection) {
            connections.stays(connection);
        }

        @Override
        public void onEnded(HttpConnection connection) {
            connections.ended(connection);
        }
    }

    private void serve(HttpServerRequest request, Router router) {
        connections.asks(request.connection(), System.nanoTime());
        router.handle(request);
    }

    /** Says why a client did not get as far as a request. */
    private record Handshake(String remote) implements HandshakeListener {

        @Override
        public void onSecured() {
            // Requests follow.
        }

        @Override
        public void onFailed(String reason) {
            log.info("admin: TLS of {} failed: {}", remote, reason);
        }

        @Override
        public void onLeft() {
            // Probes of a port do so.
        }

        @Override
        public void onCutShort() {
            // A request that is not whole is not served.
        }
    }
}
