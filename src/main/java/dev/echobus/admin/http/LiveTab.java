package dev.echobus.admin.http;

import dev.echobus.wire.VertxSockets;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.ServerWebSocket;
import java.util.concurrent.TimeUnit;

/**
 * One open console and its life. A view that its socket has no room for is left out, so that none waits here; it is pinged
 * when nothing was heard for {@link #PING_AFTER_MS}, and cut after {@link #TAKES_NOTHING_MAX_MS}. The admin port's event
 * loop.
 */
final class LiveTab {

    /** A browser answers a ping when it has read all before it: whoever does not, does not read, or is gone. */
    static final int TAKES_NOTHING_MAX_MS = 10_000;

    /** Early enough for several: a ping is left out as a view is. */
    private static final int PING_AFTER_MS = 4_000;

    /** How long a token may be waited for: nobody types it meanwhile, a page that has none asks first and comes again. */
    static final int TOKEN_MAX_MS = 5_000;

    /** Of views that are not sent yet: a few of a node alone, or one of any cluster. */
    private static final int UNSENT_MAX_BYTES = 16_384;

    private enum Life {
        TOKEN_WANTED,
        /** A wrong token was shown, and the answer waits for its turn. */
        REFUSED,
        SEES,
        CLOSED
    }

    private final ServerWebSocket socket;
    private final HttpConnection connection;

    private Life life = Life.TOKEN_WANTED;
    private long heardNanos = System.nanoTime();

    LiveTab(ServerWebSocket socket, HttpConnection connection) {
        this.socket = socket;
        this.connection = connection;
        socket.setWriteQueueMaxSize(UNSENT_MAX_BYTES);
        socket.pongHandler(pong -> heardNanos = System.nanoTime());
    }

    HttpConnection connection() {
        return connection;
    }

    boolean isTokenWanted() {
        return life == Life.TOKEN_WANTED;
    }

    boolean sees() {
        return life == Life.SEES;
    }

    /** It is to show a token; is told so, as browsers cannot say it in a header. */
    void ask(Buffer question) {
        socket.writeFinalBinaryFrame(question);
    }

    /** It may see all from now on; begins with what it has to know of this port. */
    void let(Buffer welcome) {
        life = Life.SEES;
        heardNanos = System.nanoTime();
        show(welcome);
    }

    /** What it is told of is one and the same buffer for all. */
    void show(Buffer view) {
        if (life == Life.SEES && !socket.writeQueueFull()) {
            socket.writeFinalBinaryFrame(view);
        }
    }

    /** To be called once a second: sees whether anybody is there. */
    void check(long nowNanos) {
        long quietMs = TimeUnit.NANOSECONDS.toMillis(nowNanos - heardNanos);
        if (life == Life.SEES && quietMs > TAKES_NOTHING_MAX_MS) {
            close(CloseStatus.TAKES_NOTHING);
            VertxSockets.cut(connection);
        } else if (life == Life.TOKEN_WANTED && quietMs > TOKEN_MAX_MS) {
            close(CloseStatus.TOKEN_WANTED);
        } else if (life == Life.SEES && quietMs > PING_AFTER_MS && !socket.writeQueueFull()) {
            socket.writePing(Buffer.buffer());
        }
    }

    void refuse() {
        life = Life.REFUSED;
    }

    void close(CloseStatus status) {
        life = Life.CLOSED;
        socket.close(status.code(), status.reason());
    }

    /** Why it ends, as its page is told; codes from 4,000 are our own (RFC 6455, 7.4.2). */
    enum CloseStatus {
        STOPPING(1001, "the node is stopping"),
        UNEXPECTED(1008, "a console sends nothing but its token, once"),
        TOO_MANY(1013, "as many consoles are open as may be: half of admin.connectionsMax, 32 at most"),
        TOKEN_WANTED(4401, "a token is needed"),
        WRONG_TOKEN(4403, "wrong token"),
        TAKES_NOTHING(4408, "nothing was taken for too long");

        private final short code;
        private final String reason;

        CloseStatus(int code, String reason) {
            this.code = (short) code;
            this.reason = reason;
        }

        short code() {
            return code;
        }

        String reason() {
            return reason;
        }
    }
}
