package dev.echobus.runtime;

import dev.echobus.wire.BlockedThreads.Blocked;
import io.vertx.core.VertxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns of threads that do one thing for too long, by the name of the user's verticle whose code it is. */
final class BlockedVerticles {

    private static final Logger log = LoggerFactory.getLogger(BlockedVerticles.class);

    private BlockedVerticles() {}

    /** Writes the warning. Called by the check's own thread. */
    static void warn(Blocked blocked) {
        Thread thread = blocked.thread();
        StackTraceElement[] stack = thread.getStackTrace();
        VerticleLoader.of(thread)
                .ifPresentOrElse(verticle -> warnOf(verticle, blocked, stack), () -> warnOfOurs(blocked, stack));
    }

    private static void warnOf(VerticleLoader verticle, Blocked blocked, StackTraceElement[] stack) {
        log.warn(
                "{} blocks {} for {} ms now{}; whatever else runs on that thread waits",
                verticle.describe(),
                blocked.thread().getName(),
                blocked.ms(),
                verticle.placeIn(stack).map(place -> ", at " + place).orElse(""));
    }

    /** As Vert.x does by itself. */
    private static void warnOfOurs(Blocked blocked, StackTraceElement[] stack) {
        var trace = new VertxException("thread blocked");
        trace.setStackTrace(stack);
        log.warn(
                "{} has been blocked for {} ms, time limit is {} ms",
                blocked.thread().getName(),
                blocked.ms(),
                blocked.limitMs(),
                blocked.isLong() ? trace : null);
    }
}
