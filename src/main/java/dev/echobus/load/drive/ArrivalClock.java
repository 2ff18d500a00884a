package dev.echobus.load.drive;

import dev.echobus.load.plan.Arrival;
import java.util.SplittableRandom;

/**
 * When one connection of an open loop intends to send. The times depend on the rate alone, never on how the server
 * answers: that is what makes latencies from them free of coordinated omission. On the connection's event loop.
 */
final class ArrivalClock {

    /** Random gaps that are shorter than this are passed over by their mean: drawing each would take too long. */
    private static final double DRAWN_GAP_MIN_NANOS = 10_000;

    private final Arrival arrival;
    private final double gapNanos;
    private final SplittableRandom random;

    private long baseNanos;
    /** Of the next send, after the base; a double, so that the gaps' fractions add up. */
    private double offsetNanos;

    ArrivalClock(Arrival arrival, double perSecond, SplittableRandom random) {
        this.arrival = arrival;
        this.gapNanos = 1e9 / perSecond;
        this.random = random;
    }

    /** Starts the clock; the phase, from 0 to 1, spreads the connections over one gap. */
    void start(long nanos, double phase) {
        baseNanos = nanos;
        offsetNanos = arrival == Arrival.CONSTANT ? phase * gapNanos : drawnGap();
    }

    long nextNanos() {
        return baseNanos + (long) offsetNanos;
    }

    void advance() {
        offsetNanos += arrival == Arrival.CONSTANT ? gapNanos : drawnGap();
    }

    /** Passes over all sends that are due before a time, and says how many they are. */
    long skipTo(long nanos) {
        long count = 0;
        if (arrival == Arrival.CONSTANT || gapNanos < DRAWN_GAP_MIN_NANOS) {
            count = Math.max(0, (long) Math.floor((nanos - baseNanos - offsetNanos) / gapNanos));
            offsetNanos += count * gapNanos;
        }
        while (nextNanos() - nanos < 0) {
            advance();
            count++;
        }
        return count;
    }

    private double drawnGap() {
        return -Math.log(1 - random.nextDouble()) * gapNanos;
    }
}
