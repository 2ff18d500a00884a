package dev.echobus.load;

import org.HdrHistogram.Histogram;

/**
 * What one event loop did in one second or less. Written by its loop alone; once handed over, read by the caller's
 * thread alone.
 */
final class Interval {

    /** Which part of the run an interval belongs to. */
    enum Phase {
        WARM_UP,
        MEASURED,
        DRAIN
    }

    final Phase phase;
    /** From the time that the run was told to start. */
    final int number;

    final long startNanos;
    long endNanos;

    /** From the intended send; filled by messages that were intended within the measured time. */
    final Histogram latency = newHistogram();
    /** From the actual send; empty in closed loop, where both are the same. */
    final Histogram uncorrected = newHistogram();

    long messagesSent;
    long messagesEchoed;
    long bytesSent;
    long bytesReceived;
    /** Sent late because the generator was not there in time. */
    long lateSends;
    /** Sent late because what was in flight, or the lost connection, did not let it go. */
    long heldSends;

    long processorNanos;
    long faults;

    Interval(Phase phase, int number, long startNanos) {
        this.phase = phase;
        this.number = number;
        this.startNanos = startNanos;
    }

    static Histogram newHistogram() {
        return new Histogram(LoadLimits.LATENCY_MAX_NANOS, LoadLimits.LATENCY_DIGITS);
    }

    double seconds() {
        return (endNanos - startNanos) / 1e9;
    }

    /** Adds what another loop did in the same time. */
    void add(Interval other) {
        latency.add(other.latency);
        uncorrected.add(other.uncorrected);
        messagesSent += other.messagesSent;
        messagesEchoed += other.messagesEchoed;
        bytesSent += other.bytesSent;
        bytesReceived += other.bytesReceived;
        lateSends += other.lateSends;
        heldSends += other.heldSends;

        faults += other.faults;
        endNanos = Math.max(endNanos, other.endNanos);
    }
}
