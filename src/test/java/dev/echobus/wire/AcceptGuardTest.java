package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who connects while an event loop is busy waits in the system's queue, is lost in no case, and is served in the end. */
class AcceptGuardTest {

    private static final int USERS = 3 * AcceptGuard.ARRIVING_MAX;

    private final CompletableFuture<ListeningSocket> listening = new CompletableFuture<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final CountDownLatch isBusy = new CountDownLatch(1);
    private final CountDownLatch free = new CountDownLatch(1);
    private final List<Socket> users = new ArrayList<>();
    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setEventLoopPoolSize(1))
            .withTransport(GuardedTransport.of(Transport.EPOLL, new CountingDoorkeeper()))
            .build();

    @BeforeEach
    void connectWhileTheLoopIsBusy() throws Exception {
        vertx.createNetServer()
                .connectHandler(socket -> socket.handler(socket::write))
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
        vertx.runOnContext(unused -> {
            isBusy.countDown();
            await(free);
        });
        await(isBusy);
        var address = (InetSocketAddress) listening.join().address();
        for (int user = 0; user < USERS; user++) {
            users.add(new Socket(address.getAddress(), address.getPort()));
        }
    }

    @AfterEach
    void close() throws IOException, TimeoutException {
        free.countDown();
        for (Socket user : users) {
            user.close();
        }
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    void noMoreAreTakenThanTheirLoopComesTo() throws Exception {
        assertThat(acceptedInHalfASecond()).isEqualTo(AcceptGuard.ARRIVING_MAX);
        free.countDown();
        assertAllAreServed();
        assertThat(accepted).hasValue(USERS);
    }

    @Test
    void allAreTakenBeforeTheSocketCloses() throws Exception {
        assertThat(acceptedInHalfASecond()).isEqualTo(AcceptGuard.ARRIVING_MAX);
        Future<Void> closed = listening.join().close();
        closed.await(30, TimeUnit.SECONDS);
        assertThat(accepted).hasValue(USERS);
        free.countDown();
        assertAllAreServed();
    }

    private int acceptedInHalfASecond() {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return accepted.get();
    }

    private void assertAllAreServed() throws IOException {
        for (Socket user : users) {
            user.setSoTimeout(10_000);
            user.getOutputStream().write('x');
            assertThat(user.getInputStream().read()).isEqualTo('x');
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private final class CountingDoorkeeper implements Doorkeeper {

        @Override
        public void listens(ListeningSocket socket) {
            listening.complete(socket);
        }

        @Override
        public Optional<Runnable> admit(SocketAddress remote, SocketAddress local) {
            accepted.incrementAndGet();
            return Optional.of(() -> {});
        }

        @Override
        public void cannotAccept(Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
