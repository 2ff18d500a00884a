package dev.echobus.load.drive;

import dev.echobus.load.check.Fault;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.LoadLimits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop counted over the whole run. Written by its loop alone; once handed over, read by the caller's
 * thread alone.
 */
final class Tally {

    /** Occurrences of one kind of fault, and the bytes they concern. */
    static final class Count {
        long occurrences;
        long bytes;
    }

    final Map<FaultKind, Count> faults = new EnumMap<>(FaultKind.class);
    final List<Fault> firstFaults = new ArrayList<>();
    final Histogram connectTimes = Interval.newHistogram();
    /** Messages echoed within the measured time, one number a connection. */
    final List<Long> messagesByConnection = new ArrayList<>();

    /** What splits stamped messages, one a loop. */
    final List<HopRecorder> hops = new ArrayList<>();

    long connectFailures;
    /** Connections that ended although nobody here closed them. */
    long connectionsLost;
    /** Of those, how many ended without a byte. */
    long connectionsTurnedAway;
    /** Connections replaced at the end of their life. */
    long connectionsReplaced;

    /** Messages of the measured time that have no answer. */
    final Unanswered unanswered;

    /** Of those, how many had begun to come back. */
    long cutShort;

    long unansweredInWarmUp;
    /** How the run went in time, in the end. */
    Window window = Window.NONE;
    /** Processor time of the loop's thread within the measured time, and that time. */
    long measuredProcessorNanos;

    long measuredNanos;

    @Nullable
    String firstConnectFailure;

    Tally(long timelineStepNanos) {
        unanswered = new Unanswered(timelineStepNanos);
        for (FaultKind kind : FaultKind.values()) {
            faults.put(kind, new Count());
        }
    }

    void add(Fault fault) {
        Count count = faults.get(fault.kind());
        if (count != null) {
            count.occurrences++;
            count.bytes += fault.bytes();
        }
        if (firstFaults.size() < LoadLimits.FAULTS_REPORTED_MAX) {
            firstFaults.add(fault);
        }
    }

    /** Adds what another loop counted. */
    void add(Tally other) {
        other.faults.forEach((kind, added) -> {
            Count count = faults.get(kind);
            if (count != null) {
                count.occurrences += added.occurrences;
                count.bytes += added.bytes;
            }
        });
        firstFaults.addAll(other.firstFaults.subList(
                0,
                Math.min(
                        other.firstFaults.size(),
                        LoadLimits.FAULTS_REPORTED_MAX
                                - Math.min(firstFaults.size(), LoadLimits.FAULTS_REPORTED_MAX))));
        hops.addAll(other.hops);
        connectTimes.add(other.connectTimes);
        messagesByConnection.addAll(other.messagesByConnection);
        connectFailures += other.connectFailures;
        connectionsLost += other.connectionsLost;
        connectionsTurnedAway += other.connectionsTurnedAway;
        connectionsReplaced += other.connectionsReplaced;
        unanswered.add(other.unanswered);
        cutShort += other.cutShort;
        unansweredInWarmUp += other.unansweredInWarmUp;
        window = other.window;
        if (firstConnectFailure == null) {
            firstConnectFailure = other.firstConnectFailure;
        }
    }
}
