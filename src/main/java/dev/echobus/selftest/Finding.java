package dev.echobus.selftest;

import dev.echobus.selftest.Verdict.Result;

/**
 * A way, and what came of trying it.
 *
 * @param nanos how long that took
 */
public record Finding(String way, String address, Verdict verdict, long nanos) {

    /** Tries a way. Blocks as that does. */
    public static Finding of(Way way) throws InterruptedException {
        long startNanos = System.nanoTime();
        Verdict verdict = way.attempt();
        return new Finding(way.name(), way.address(), verdict, System.nanoTime() - startNanos);
    }

    public boolean isFailure() {
        return verdict.result() == Result.FAILED;
    }
}
