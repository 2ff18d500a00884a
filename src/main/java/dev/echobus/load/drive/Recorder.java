package dev.echobus.load.drive;

import dev.echobus.load.check.Fault;
import dev.echobus.load.check.Stamp;
import dev.echobus.load.result.Phase;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;

/**
 * Counts what one event loop does, tick by tick, and hands each tick over when it is past. What happens counts in the
 * tick that holds its time, however late the loop gets to it. On that loop; one tick is held, those handed over come
 * back cleared.
 */
final class Recorder {

    /** Hears when a part of the run ends. */
    interface PhaseListener {
        void onPhase(Phase next);
    }

    private final RunContext run;
    private final int loop;
    private final PhaseListener listener;
    private final Tally tally;
    private final Samples samples;

    /** Made when the first connection that asks for stamps is. */
    private @Nullable HopRecorder hops;

    private Window window = Window.NONE;
    private Interval interval;
    /** Where the tick at hand ends. */
    private long boundaryNanos = System.nanoTime() + Long.MAX_VALUE / 2;

    /** When a connection last had, or gave up, all its answers; closing it takes more time, which is nobody's answer. */
    private long settledNanos = System.nanoTime();

    private long tickProcessorNanos;
    private long phaseProcessorNanos;

    Recorder(RunContext run, int loop, PhaseListener listener) {
        this.run = run;
        this.loop = loop;
        this.listener = listener;
        tally = new Tally(run.plan().timelineStepNanos());
        samples = new Samples(run.plan().pace().isOpenLoop());
        interval = begin(Phase.WARM_UP, System.nanoTime());
    }

    private Interval begin(Phase phase, long nanos) {
        Interval next = run.takeInterval().begin(phase, nanos);
        next.loop = loop;
        return next;
    }

    /** From now on ticks are counted. */
    void start(Window next) {
        window = next;
        tickProcessorNanos = processorNanos();
        phaseProcessorNanos = tickProcessorNanos;
        interval.begin(next.phaseAt(next.startNanos()), next.startNanos());
        boundaryNanos = next.tickEnd(next.startNanos());
        samples.use(interval, window);
    }

    /** Ends the measured time before it was to end, now or where the tick at hand begins. */
    Window endAt(long nanos, long drainNanos) {
        window = window.endingAt(Math.max(nanos, interval.startNanos), drainNanos);
        boundaryNanos = window.measuredToNanos();
        roll(boundaryNanos);
        return window;
    }

    /** To be called before anything is counted that happens at this time. */
    void advanceTo(long now) {
        if (now - boundaryNanos >= 0) {
            roll(now);
        }
    }

    private void roll(long now) {
        while (now - boundaryNanos >= 0 && interval.phase != Phase.DRAIN) {
            long end = boundaryNanos;
            Phase next = window.phaseAt(end);
            if (next != interval.phase) {
                onPhaseEnd(next);
            }
            handOver(end);
            // A loop that was held up for longer than a tick did nothing in the ticks between.
            long start = Math.max(end, window.tickStart(Math.min(now, window.phaseEnd(next) - 1)));
            interval = begin(next, start);
            boundaryNanos = window.tickEnd(start);
            samples.use(interval, window);
        }
    }

    private void onPhaseEnd(Phase next) {
        long processor = processorNanos();
        if (next == Phase.DRAIN && interval.phase == Phase.MEASURED) {
            tally.measuredProcessorNanos = processor - phaseProcessorNanos;
            tally.measuredNanos = window.measuredToNanos() - window.measuredFromNanos();
        }
        phaseProcessorNanos = processor;
        listener.onPhase(next);
    }

    private void handOver(long endNanos) {
        long processor = processorNanos();
        interval.processorNanos = processor - tickProcessorNanos;
        tickProcessorNanos = processor;
        interval.endNanos = endNanos;
        run.handOver(interval);
    }

    /** Hands over what is left; the drain was over when the last connection was settled. */
    Tally finish() {
        long now = interval.phase == Phase.DRAIN ? settledNanos : System.nanoTime();
        handOver(Math.max(interval.startNanos, now));
        tally.window = window;
        if (hops != null) {
            tally.hops.add(hops);
        }
        return tally;
    }

    /** Where the next tick begins. */
    long boundaryNanos() {
        return boundaryNanos;
    }

    Interval interval() {
        return interval;
    }

    Tally tally() {
        return tally;
    }

    /** Counts messages that came back; measured are those that were intended within the measured time. */
    void recordEcho(long intendedNanos, long sentNanos, long nowNanos, int messages) {
        interval.messagesEchoed += messages;
        samples.record(intendedNanos, sentNanos, nowNanos, messages);
    }

    /** Where stamped messages are split. */
    HopRecorder hops() {
        HopRecorder recorder = hops == null ? new HopRecorder() : hops;
        hops = recorder;
        return recorder;
    }

    /** Splits a message that came back with a stamp; returns what of that cannot be, or an empty text. */
    String recordStamp(Stamp stamp, HopRecorder.Times times) {
        return hops().record(stamp, times, window.outside(times.intendedNanos()));
    }

    /** Counts messages that were intended at this time and will have no answer. */
    void recordUnanswered(long intendedNanos, long messages) {
        if (window.outside(intendedNanos) == 0) {
            tally.unanswered.add(intendedNanos - window.measuredFromNanos(), messages);
        } else if (window.phaseAt(intendedNanos) == Phase.WARM_UP) {
            tally.unansweredInWarmUp += messages;
        }
    }

    /** The same of one whose echo had begun to come. */
    void recordCutShort(long intendedNanos) {
        recordUnanswered(intendedNanos, 1);
        tally.cutShort += 1 - window.outside(intendedNanos);
    }

    /** A connection waits for no answer any more. */
    void onSettled() {
        settledNanos = System.nanoTime();
    }

    void countLate(boolean wasHeld) {
        if (wasHeld) {
            interval.heldSends++;
        } else {
            interval.lateSends++;
        }
    }

    void countFault(Fault fault) {
        interval.faults++;
        tally.add(fault);
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
