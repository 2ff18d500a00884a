package dev.echobus.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends bytes on a connection, one a second, until it is closed or the connection is. */
final class Drip implements AutoCloseable {

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger sent = new AtomicInteger();

    /** Begins at once. The last byte is sent over and over. */
    Drip(Socket connection, byte[] bytes) throws IOException {
        OutputStream out = connection.getOutputStream();
        clock.scheduleAtFixedRate(() -> next(out, bytes), 0, 1, TimeUnit.SECONDS);
    }

    /** How many bytes that were. */
    int sent() {
        return sent.get();
    }

    private void next(OutputStream out, byte[] bytes) {
        try {
            out.write(bytes[Math.min(sent.get(), bytes.length - 1)]);
            sent.incrementAndGet();
        } catch (IOException closed) {
            clock.shutdown();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
