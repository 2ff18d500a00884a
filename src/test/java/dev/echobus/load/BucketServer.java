package dev.echobus.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Echoes so many messages a second and not one more, of all its connections together. Time lost on a busy machine is
 * made up for, up to the depth of the bucket: beyond that it would not be of that rate.
 */
public final class BucketServer implements AutoCloseable {

    public static final int MESSAGE_BYTES = 64;

    private static final long DEPTH_NANOS = 10_000_000;

    private final long gapNanos;
    private final ScriptedServer server;
    private long nextNanos = System.nanoTime();

    public BucketServer(double perSecond) throws IOException {
        gapNanos = Math.round(1e9 / perSecond);
        server = new ScriptedServer(this::serve);
    }

    public int port() {
        return server.port();
    }

    /** Answers nothing for a while, and makes up for nothing. */
    public void freeze(long nanos) {
        takeUntil(System.nanoTime() + nanos);
    }

    private synchronized void takeUntil(long nanos) {
        nextNanos = Math.max(nextNanos, nanos + DEPTH_NANOS);
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
        long turn = take();
        long left = turn - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = turn - System.nanoTime();
        }
    }

    private synchronized long take() {
        nextNanos = Math.max(nextNanos, System.nanoTime() - DEPTH_NANOS) + gapNanos;
        return nextNanos;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
