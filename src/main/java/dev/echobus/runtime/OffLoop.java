package dev.echobus.runtime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.TimeUnit;

/**
 * Futures that wait for no event loop: Vert.x completes its own on the loop of whoever asked, and a verticle of the user's
 * may block just that.
 */
final class OffLoop {

    private OffLoop() {}

    /** The same result, on whatever thread it comes. */
    static <T> Future<T> of(Future<T> future) {
        Promise<T> promise = Promise.promise();
        future.onComplete(promise);
        return promise.future();
    }

    /** The same, or a failure once the time is over. */
    static <T> Future<T> within(int ms, Future<T> future) {
        return of(future).timeout(ms, TimeUnit.MILLISECONDS);
    }
}
