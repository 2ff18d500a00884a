package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The end of listening, while the acceptor is busy with one who came. */
class ListeningSocketTest {

    private static final int CONNECT_TIMEOUT_MS = 300;

    private final CompletableFuture<ListeningSocket> listening = new CompletableFuture<>();
    private final CountDownLatch accepting = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final Vertx vertx = Vertx.builder()
            .withTransport(GuardedTransport.of(Transport.EPOLL, new SlowDoorkeeper()))
            .build();

    @AfterEach
    void close() throws TimeoutException {
        free.countDown();
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void whoIsInTheQueueIsServedAndNobodyElseConnects() throws Exception {
        vertx.createNetServer()
                .connectHandler(socket -> socket.handler(socket::write))
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
        var address = (InetSocketAddress) listening.join().address();
        try (var accepted = connect(address)) {
            assertThat(accepting.await(30, TimeUnit.SECONDS)).isTrue();
            try (var queued = connect(address)) {
                Future<Void> closed = listening.join().close();
                assertThatThrownBy(() -> connect(address)).isInstanceOf(SocketTimeoutException.class);
                free.countDown();
                assertThat(echoOf(accepted)).isEqualTo('x');
                assertThat(echoOf(queued)).isEqualTo('x');
                closed.await(30, TimeUnit.SECONDS);
            }
        }
    }

    private static Socket connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.connect(address, CONNECT_TIMEOUT_MS);
        return socket;
    }

    private static int echoOf(Socket socket) throws IOException {
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write('x');
        return socket.getInputStream().read();
    }

    /** Holds the acceptor's thread at the first who comes. */
    private final class SlowDoorkeeper implements Doorkeeper {

        @Override
        public void listens(ListeningSocket socket) {
            listening.complete(socket);
        }

        @Override
        public Optional<Runnable> admit(SocketAddress remote, SocketAddress local) {
            accepting.countDown();
            try {
                free.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return Optional.of(() -> {});
        }

        @Override
        public void cannotAccept(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
