package dev.echobus.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One tab on a real socket that is full. */
class LiveTabTest {

    private static final int VIEW_BYTES = 65_536;
    private static final int VIEWS = 2_000;

    private final Vertx vertx = Vertx.vertx();
    private final CompletableFuture<Context> loop = new CompletableFuture<>();
    private final CompletableFuture<LiveTab> shown = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void whatItHasNoRoomForIsLeftOutAndDoesNotWait() throws Exception {
        try (var socket = connect(VIEWS)) {
            shown.get(30, TimeUnit.SECONDS);
            // What the kernel holds of one connection is some megabytes; all of it would be 128.
            assertThat(readAll(socket)).hasSizeBetween(VIEW_BYTES, VIEW_BYTES * VIEWS / 4);
            assertThat(ended).isNotDone();
        }
    }

    /** By its answer it is known that it reads. */
    @Test
    void whoSaysNothingForFourSecondsIsPinged() throws Exception {
        try (var socket = connect(0)) {
            LiveTab tab = shown.get(30, TimeUnit.SECONDS);
            long nowNanos = System.nanoTime();
            onLoop(() -> tab.check(nowNanos + TimeUnit.MILLISECONDS.toNanos(3_900)));
            onLoop(() -> tab.show(Buffer.buffer("view")));
            onLoop(() -> tab.check(nowNanos + TimeUnit.SECONDS.toNanos(5)));
            String welcome = "\u0082\u0007welcome";
            String view = "\u0082\u0004view";
            String ping = "\u0089\u0000";
            String read = new String(readAll(socket), StandardCharsets.ISO_8859_1);
            assertThat(read).endsWith(welcome + view + ping);
        }
    }

    /** Whose buffers are full gets no word of it either: closing must not wait for that. */
    @Test
    void whoTakesNothingForTenSecondsIsCut() throws Exception {
        try (var socket = connect(VIEWS)) {
            LiveTab tab = shown.get(30, TimeUnit.SECONDS);
            long nowNanos = System.nanoTime();
            onLoop(() -> tab.check(nowNanos + TimeUnit.SECONDS.toNanos(5)));
            assertThat(ended).isNotDone();
            onLoop(() -> tab.check(nowNanos + TimeUnit.MILLISECONDS.toNanos(10_001)));
            ended.get(30, TimeUnit.SECONDS);
            assertThat(socket.isClosed()).isFalse();
        }
    }

    private void onLoop(Runnable task) throws Exception {
        var done = new CompletableFuture<Void>();
        loop.get(30, TimeUnit.SECONDS).runOnContext(turn -> {
            task.run();
            done.complete(null);
        });
        done.get(30, TimeUnit.SECONDS);
    }

    /** A client that reads nothing; the tab behind it has been shown more than there is room for. */
    private Socket connect(int views) throws Exception {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.toWebSocket().onSuccess(opened -> {
                    loop.complete(vertx.getOrCreateContext());
                    opened.closeHandler(ended::complete);
                    var tab = new LiveTab(opened, request.connection());
                    tab.let(Buffer.buffer("welcome"));
                    showAll(tab, Buffer.buffer(new byte[VIEW_BYTES]), views);
                }))
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.getOutputStream()
                .write(("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    /** A turn of the loop each, so that what can leave does. */
    private void showAll(LiveTab tab, Buffer view, int left) {
        if (left == 0) {
            shown.complete(tab);
            return;
        }
        tab.show(view);
        vertx.runOnContext(turn -> showAll(tab, view, left - 1));
    }

    /** Until nothing has come for two seconds. */
    private static byte[] readAll(Socket socket) throws Exception {
        socket.setSoTimeout(2_000);
        InputStream in = socket.getInputStream();
        var all = new ByteArrayOutputStream();
        var bytes = new byte[VIEW_BYTES];
        try {
            for (int read = in.read(bytes); read > 0; read = in.read(bytes)) {
                all.write(bytes, 0, read);
            }
        } catch (SocketTimeoutException quiet) {
            return all.toByteArray();
        }
        return all.toByteArray();
    }
}
