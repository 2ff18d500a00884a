package dev.echobus.wire;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Vert.x's check for threads that do one thing for too long, whose result only its internal API hands out. It looks once a
 * second; an event loop may take two seconds, a worker thread a minute.
 */
public final class BlockedThreads {

    private BlockedThreads() {}

    /**
     * A thread that is doing one thing for too long.
     *
     * @param ms for how long it has
     * @param limitMs how long it may
     * @param isLong whether its stack trace is of interest by now
     */
    public record Blocked(Thread thread, long ms, long limitMs, boolean isLong) {}

    /**
     * Has a listener told in place of the log, once a second for as long as it lasts, on a thread of the check's own. Every
     * thread of this Vertx is told of, whoever keeps it.
     */
    public static void tell(Vertx vertx, Consumer<Blocked> listener) {
        ((VertxInternal) vertx)
                .blockedThreadChecker()
                .setThreadBlockedHandler(event -> listener.accept(new Blocked(
                        event.thread(),
                        TimeUnit.NANOSECONDS.toMillis(event.duration()),
                        TimeUnit.NANOSECONDS.toMillis(event.maxExecTime()),
                        event.duration() > event.warningExceptionTime())));
    }
}
