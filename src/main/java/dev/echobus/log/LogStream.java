package dev.echobus.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Where lines of the log leave the process, each in one {@link #write}: at once, or by a thread of their own, so that
 * whoever logs, an event loop among them, never waits for whoever reads the log. What waits then is bounded by {@link
 * #WAITING_MAX_BYTES}; lines beyond are thrown away, and told of by their number once there is room. Any thread.
 */
final class LogStream extends OutputStream {

    /** Some thousand lines. */
    static final int WAITING_MAX_BYTES = 1_048_576;

    /** How long the end of the process waits for whoever reads the log. */
    static final int END_MAX_MS = 1_000;

    private final OutputStream target;
    private final LongConsumer onLost;
    private final Queue<byte[]> waiting = new ArrayDeque<>();

    private @Nullable Thread writer;
    private int waitingBytes;
    private long lost;

    /** @param onLost is told how many lines were thrown away, on the writing thread */
    LogStream(OutputStream target, LongConsumer onLost) {
        this.target = target;
        this.onLost = onLost;
    }

    /** From now on nobody who logs waits. Again, nothing. */
    synchronized void writeBeside() {
        if (writer == null) {
            writer = new Thread(this::writeAll, "log");
            writer.setDaemon(true);
            writer.start();
        }
    }

    /** Waits until all is written that was logged, or for {@link #END_MAX_MS}. */
    synchronized void awaitWritten() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_MAX_MS);
        for (long left = END_MAX_MS; waitingBytes > 0 && left > 0; left = millisUntil(end)) {
            wait(left);
        }
    }

    private static long millisUntil(long endNanos) {
        return TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (!isTaken(bytes, offset, length)) {
            writeAtOnce(bytes, offset, length);
        }
    }

    /** False while lines are written at once. */
    private synchronized boolean isTaken(byte[] bytes, int offset, int length) {
        if (writer == null) {
            return false;
        }
        if (length > WAITING_MAX_BYTES - waitingBytes) {
            lost++;
        } else {
            waiting.add(Arrays.copyOfRange(bytes, offset, offset + length));
            waitingBytes += length;
            notifyAll();
        }
        return true;
    }

    private void writeAll() {
        try {
            while (true) {
                byte[] line = next();
                writeAtOnce(line, 0, line.length);
                long lostNow = written(line.length);
                if (lostNow > 0) {
                    onLost.accept(lostNow);
                }
            }
        } catch (InterruptedException nobodyDoes) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized byte[] next() throws InterruptedException {
        byte[] line = waiting.poll();
        while (line == null) {
            wait();
            line = waiting.poll();
        }
        return line;
    }

    /** How many lines were lost before, once there is room to tell it. */
    private synchronized long written(int bytes) {
        waitingBytes -= bytes;
        notifyAll();
        if (waitingBytes > WAITING_MAX_BYTES / 2) {
            return 0;
        }
        long lostNow = lost;
        lost = 0;
        return lostNow;
    }

    private void writeAtOnce(byte[] bytes, int offset, int length) {
        try {
            target.write(bytes, offset, length);
            target.flush();
        } catch (IOException gone) {
            // Where the log goes there is nothing any more, and this has no other place to tell it.
        }
    }
}
