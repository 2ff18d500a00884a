package dev.echobus.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Echoes so many messages a second and not one more, of all its connections together, on a thread a connection; what
 * comes faster waits in the sockets. Time lost on a busy machine is made up for, up to the depth of the bucket: beyond
 * that it would not be of that rate.
 */
public final class BucketServer implements AutoCloseable {

    /**
     * What happens to it, counted from its start.
     *
     * @param coldNanos so long it answers a twentieth
     * @param freezeAtNanos then it answers nothing for {@link #FREEZE_NANOS}, once, and makes up for nothing
     */
    public record Trouble(long coldNanos, long freezeAtNanos) {}

    public static final int MESSAGE_BYTES = 64;

    public static final long FREEZE_NANOS = 300_000_000;

    private static final int COLD_FACTOR = 20;

    private static final long DEPTH_NANOS = 10_000_000;

    private final long gapNanos;
    private final ScriptedServer server;
    private final long coldUntilNanos;
    private final long freezeAtNanos;
    private boolean isFrozenYet;
    private long nextNanos = System.nanoTime();

    public BucketServer(double perSecond, Trouble trouble) throws IOException {
        gapNanos = Math.round(1e9 / perSecond);
        coldUntilNanos = nextNanos + trouble.coldNanos;
        freezeAtNanos = nextNanos + trouble.freezeAtNanos;
        server = new ScriptedServer(this::serve);
    }

    public int port() {
        return server.port();
    }

    private void serve(DataInputStream in, OutputStream out) throws IOException {
        byte[] message = new byte[MESSAGE_BYTES];
        while (true) {
            in.readFully(message);
            awaitTurn();
            out.write(message);
        }
    }

    private void awaitTurn() {
        long turn = take(System.nanoTime());
        long left = turn - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = turn - System.nanoTime();
        }
    }

    private synchronized long take(long now) {
        if (!isFrozenYet && now > freezeAtNanos) {
            isFrozenYet = true;
            nextNanos = now + FREEZE_NANOS + DEPTH_NANOS;
        }
        nextNanos = Math.max(nextNanos, now - DEPTH_NANOS) + (now < coldUntilNanos ? COLD_FACTOR : 1) * gapNanos;
        return nextNanos;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
