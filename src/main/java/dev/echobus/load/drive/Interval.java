package dev.echobus.load.drive;

import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.Phase;
import org.HdrHistogram.Histogram;

/**
 * What one event loop did in one tick or less. Written by its loop alone; once handed over, read by the caller's thread
 * alone, which clears it and gives it back: two histograms a tick would be garbage of megabytes a second.
 */
final class Interval {

    Phase phase = Phase.WARM_UP;
    /** Index of the event loop. */
    int loop;

    long startNanos;
    long endNanos;

    /** From the intended send, of messages that came back in it and were intended within the measured time. */
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

    static Histogram newHistogram() {
        return new Histogram(LoadLimits.LATENCY_MAX_NANOS, LoadLimits.LATENCY_DIGITS);
    }

    Interval begin(Phase newPhase, long nanos) {
        phase = newPhase;
        startNanos = nanos;
        endNanos = nanos;
        return this;
    }

    /** Adds the counts of another, and its latencies from the intended send. */
    void add(Interval other) {
        addCounts(other);
        latency.add(other.latency);
    }

    void addCounts(Interval other) {
        messagesSent += other.messagesSent;
        messagesEchoed += other.messagesEchoed;
        bytesSent += other.bytesSent;
        bytesReceived += other.bytesReceived;
        lateSends += other.lateSends;
        heldSends += other.heldSends;
        processorNanos += other.processorNanos;
        faults += other.faults;
    }

    void clear() {
        latency.reset();
        uncorrected.reset();
        messagesSent = 0;
        messagesEchoed = 0;
        bytesSent = 0;
        bytesReceived = 0;
        lateSends = 0;
        heldSends = 0;
        processorNanos = 0;
        faults = 0;
    }
}
