package dev.echobus.cluster;

import io.vertx.core.Vertx;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What nobody handles on a member's event loops is logged, as Vert.x does by itself, but for one failure that Vert.x makes
 * up: its bus passes a refused write on to the sender and then complains that it did (SendContext.tryFail answers false
 * always). Without this each refused message would cost a stack trace in the log. Any thread.
 */
public final class UnhandledFailures {

    private static final Logger log = LoggerFactory.getLogger(UnhandledFailures.class);

    /** Below {@code Promise.fail} and {@code Promise.complete}. */
    private static final int COMPLETING_FRAME = 2;

    private UnhandledFailures() {}

    /** Logs the unhandled failures of a Vertx from now on. */
    public static void logOf(Vertx vertx) {
        vertx.exceptionHandler(failure -> {
            if (!isComplaint(failure)) {
                log.error("unhandled failure", failure);
            }
        });
    }

    private static boolean isComplaint(Throwable failure) {
        if (!(failure instanceof IllegalStateException) || !"Promise already completed".equals(failure.getMessage())) {
            return false;
        }
        // From the promise that a future completes, not from code that fails a promise twice; which one it is, no frame
        // says.
        StackTraceElement[] stack = failure.getStackTrace();
        return stack.length > COMPLETING_FRAME
                && stack[COMPLETING_FRAME].getClassName().startsWith("io.vertx.core.impl.future.");
    }
}
