package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.config.NodeLimits;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How long a connection may idle, leave its replies unread, or leave a message unfinished. Checked a few times a second,
 * so that no message has to set a timer. Event loop of the connection; holds a few numbers.
 */
final class TimeLimits {

    /** As often as progress is looked at while nothing is amiss. */
    private static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** What the limits are judged by; all counts only ever grow. */
    interface Progress {

        /** Bytes that came, also those of an unfinished message. */
        long receivedBytes();

        /** Bytes of complete messages that came. */
        long messageBytes();

        /** Bytes that were given to the system. */
        long sentBytes();

        /** Bytes that wait for the peer to read. */
        long unsentBytes();

        /** True while it is us who do not read. */
        boolean isPaused();
    }

    private final Progress progress;

    private long movedBytes;
    private long movedNanos;
    private long takenBytes;
    private long takenNanos;
    private long finishedBytes;
    private long finishedNanos;

    TimeLimits(Progress progress, long nowNanos) {
        this.progress = progress;
        movedNanos = nowNanos;
        takenNanos = nowNanos;
        finishedNanos = nowNanos;
    }

    /** Takes down how far the connection has come. To be called before the questions below. */
    void update(long nowNanos, NodeLimits settings) {
        long sent = progress.sentBytes();
        long moved = progress.receivedBytes() + sent;
        if (moved != movedBytes) {
            movedBytes = moved;
            movedNanos = nowNanos;
        }
        if (progress.unsentBytes() == 0 || sent - takenBytes >= settings.writeProgressMinBytes()) {
            takenBytes = sent;
            takenNanos = nowNanos;
        }
        long finished = progress.messageBytes();
        if (finished != finishedBytes || finished == progress.receivedBytes() || progress.isPaused()) {
            finishedBytes = finished;
            finishedNanos = nowNanos;
        }
    }

    /** For how long no byte has moved either way, in milliseconds. */
    long quietMs(long nowNanos) {
        return TimeUnit.NANOSECONDS.toMillis(nowNanos - movedNanos);
    }

    /** Begins to count anew for how long no byte moved. */
    void restartQuiet(long nowNanos) {
        movedNanos = nowNanos;
    }

    /** Whether for a while the peer took none of what is unsent, or ended no message that it had begun. */
    boolean isStalled(long nowNanos) {
        return nowNanos - Math.min(takenNanos, finishedNanos) >= STALLED_NANOS;
    }

    /** Why a peer that does not read what it is owed must go, if it must: there is no point in sending it more. */
    Optional<CloseReason> stalled(long nowNanos, NodeLimits settings) {
        long ms = TimeUnit.NANOSECONDS.toMillis(nowNanos - takenNanos);
        return settings.writeTimeoutMs() > 0 && ms >= settings.writeTimeoutMs()
                ? Optional.of(new CloseReason(
                        CloseCode.WRITE_TIMEOUT,
                        "took %d bytes in %d ms while %d were unsent (server.writeTimeoutMs)"
                                .formatted(Math.max(0, progress.sentBytes() - takenBytes), ms, progress.unsentBytes())))
                : Optional.empty();
    }

    /** Why a peer that sends too little must go, if it must: it can still be sent what it is owed. */
    Optional<CloseReason> overdue(long nowNanos, NodeLimits settings) {
        long quietMs = quietMs(nowNanos);
        if (settings.idleTimeoutMs() > 0 && quietMs >= settings.idleTimeoutMs()) {
            return Optional.of(
                    new CloseReason(CloseCode.IDLE_TIMEOUT, "idle for " + quietMs + " ms (server.idleTimeoutMs)"));
        }
        long ms = TimeUnit.NANOSECONDS.toMillis(nowNanos - finishedNanos);
        return settings.messageTimeoutMs() > 0 && ms >= settings.messageTimeoutMs()
                ? Optional.of(new CloseReason(
                        CloseCode.MESSAGE_TIMEOUT,
                        "%d bytes of a message, and no end of it, in %d ms (server.messageTimeoutMs)"
                                .formatted(progress.receivedBytes() - progress.messageBytes(), ms)))
                : Optional.empty();
    }
}
