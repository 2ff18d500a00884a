package dev.echobus.admin.http;

import dev.echobus.admin.http.LiveTab.CloseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open consoles: one view a second, made once for all of them and only while there is one. The admin port's event
 * loop; bounded by {@link Upgrades#consolesMax}, each tab by itself.
 */
final class LiveTabs {

    private static final Logger log = LoggerFactory.getLogger(LiveTabs.class);

    private static final long INTERVAL_MS = 1_000;
    private static final Buffer LOCKED = new JsonObject().put("kind", "locked").toBuffer();
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final Guard guard;
    private final LiveView view;
    private final Upgrades upgrades;
    private final Buffer welcome;
    private final Set<LiveTab> tabs = new LinkedHashSet<>();

    private long timer = NO_TIMER;
    private boolean isTaking;
    private @Nullable Buffer latest;

    /** Who counts the port's connections. */
    interface Upgrades {

        /** How many may be open. */
        int consolesMax();

        /** No more requests will come on this one; its token may. */
        void onUpgraded(HttpConnection connection);

        /** It is a console that sees, one of {@link #consolesMax}. */
        void onOpen(HttpConnection connection);

        void onEnded(HttpConnection connection);
    }

    LiveTabs(Vertx vertx, AdminNode node, Guard guard, Upgrades upgrades) {
        this.vertx = vertx;
        this.guard = guard;
        this.upgrades = upgrades;
        view = new LiveView(vertx, node, System::nanoTime);
        welcome = new JsonObject()
                .put("kind", "welcome")
                .put("key", guard.key())
                .put("intervalMs", INTERVAL_MS)
                .toBuffer();
    }

    /** A request for a WebSocket, which {@link Guard} has let in. */
    void open(RoutingContext context) {
        if (!"websocket".equalsIgnoreCase(context.request().getHeader(HttpHeaders.UPGRADE))) {
            context.response().putHeader(HttpHeaders.UPGRADE, "websocket");
            Answers.refuse(context, 426, "this is a WebSocket, for the console");
            return;
        }
        HttpConnection connection = context.request().connection();
        context.request()
                .toWebSocket()
                .onSuccess(socket -> {
                    upgrades.onUpgraded(connection);
                    opened(socket, connection);
                })
                .onFailure(refused -> log.debug("admin: no WebSocket", refused));
    }

    private void opened(ServerWebSocket socket, HttpConnection connection) {
        var tab = new LiveTab(socket, connection);
        socket.closeHandler(closed -> {
            upgrades.onEnded(connection);
            closed(tab);
        });
        if (tabs.size() >= upgrades.consolesMax() && !makeRoom()) {
            tab.close(CloseStatus.TOO_MANY);
            return;
        }
        tabs.add(tab);
        socket.exceptionHandler(broken -> log.debug("admin: a console is gone", broken));
        socket.textMessageHandler(text -> said(tab, socket, text));
        socket.binaryMessageHandler(bytes -> tab.close(CloseStatus.UNEXPECTED));
        if (timer == NO_TIMER) {
            timer = vertx.setPeriodic(INTERVAL_MS, tick -> tick());
        }
        if (guard.isOpen()) {
            let(tab);
        } else {
            tab.ask(LOCKED);
        }
    }

    /** Whoever opens one and has no token to show keeps nobody out who has. */
    private boolean makeRoom() {
        for (LiveTab tab : tabs) {
            if (tab.isTokenWanted()) {
                tab.close(CloseStatus.TOKEN_WANTED);
                tabs.remove(tab);
                return true;
            }
        }
        return false;
    }

    private void closed(LiveTab tab) {
        tabs.remove(tab);
        if (tabs.isEmpty() && timer != NO_TIMER) {
            vertx.cancelTimer(timer);
            timer = NO_TIMER;
            latest = null;
            view.close();
        }
    }

    /** The only thing that a page has to say: the token, where it takes one to see. */
    private void said(LiveTab tab, ServerWebSocket socket, String text) {
        if (!tab.isTokenWanted()) {
            tab.close(CloseStatus.UNEXPECTED);
        } else if (guard.isToken(tokenIn(text))) {
            let(tab);
        } else {
            tab.refuse();
            long waitMs = guard.wrongInMs(socket.remoteAddress());
            vertx.setTimer(Math.max(1, waitMs), turn -> tab.close(CloseStatus.WRONG_TOKEN));
        }
    }

    private static String tokenIn(String text) {
        try {
            return new JsonObject(text).getValue("token") instanceof String token ? token : "";
        } catch (DecodeException malformed) {
            return "";
        }
    }

    private void let(LiveTab tab) {
        view.open();
        upgrades.onOpen(tab.connection());
        tab.let(welcome);
        Buffer known = latest;
        if (known == null) {
            takeView();
        } else {
            tab.show(known);
        }
    }

    private void tick() {
        long nowNanos = System.nanoTime();
        List.copyOf(tabs).forEach(tab -> tab.check(nowNanos));
        if (tabs.stream().anyMatch(LiveTab::sees)) {
            takeView();
        }
    }

    /** One at a time: on a busy node it may take longer than a second. */
    private void takeView() {
        if (isTaking) {
            return;
        }
        isTaking = true;
        view.take().onComplete(taken -> {
            isTaking = false;
            if (taken.succeeded() && timer != NO_TIMER) {
                latest = taken.result();
                List.copyOf(tabs).forEach(tab -> tab.show(taken.result()));
            } else if (taken.failed()) {
                log.warn("admin: no view for the console", taken.cause());
            }
        });
    }

    /** The node stops. */
    void close() {
        List.copyOf(tabs).forEach(tab -> tab.close(CloseStatus.STOPPING));
    }
}
