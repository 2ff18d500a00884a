package dev.echobus.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the highest rate that meets a threshold: doubles the rate until it is missed, then halves the distance between
 * the highest that met it and the lowest that did not. Blocks the thread that calls it; bounded in steps.
 */
public final class RateSearch {

    /** Runs one plan. */
    public interface Runner {
        LoadResult run(BenchPlan plan) throws InterruptedException;
    }

    /** One rate that was tried. */
    public record Step(double ratePerSecond, double achievedPerSecond, Threshold.Verdict verdict, boolean isMet) {}

    /** The steps, and the run at the highest rate that met the threshold; without one, the last run. */
    public record Outcome(List<Step> steps, LoadResult best, boolean isFound) {}

    private static final int STEPS_MAX = 32;

    /** How near the answer is: the next step would change it by less. */
    private static final double PRECISION = 0.03;

    /** Share of a rate that must be echoed within the measured time for the rate to count. */
    private static final double ACHIEVED_MIN = 0.98;

    private final Threshold threshold;
    private final Runner runner;
    private final Consumer<Step> observer;

    public RateSearch(Threshold threshold, Runner runner, Consumer<Step> observer) {
        this.threshold = threshold;
        this.runner = runner;
        this.observer = observer;
    }

    /** Searches from the rate of an open loop's plan on. */
    public Outcome search(BenchPlan plan) throws InterruptedException {
        double rate = Objects.requireNonNull(plan.pace().ratePerSecond());
        double met = 0;
        double missed = Double.POSITIVE_INFINITY;
        var steps = new ArrayList<Step>();
        @Nullable LoadResult best = null;
        LoadResult last;
        do {
            last = runner.run(plan.atRate(rate));
            Step step = judge(rate, last);
            steps.add(step);
            observer.accept(step);
            if (step.isMet) {
                met = rate;
                best = last;
            } else {
                missed = rate;
            }
            rate = next(met, missed);
        } while (!isOver(last) && steps.size() < STEPS_MAX && !isNear(met, missed) && rate >= 1);
        return new Outcome(List.copyOf(steps), best == null ? last : best, best != null);
    }

    private Step judge(double rate, LoadResult result) {
        var verdict = threshold.check(result);
        boolean isKept = result.achievedPerSecond() >= ACHIEVED_MIN * rate;
        return new Step(rate, result.achievedPerSecond(), verdict, verdict.isMet() && isKept && result.errors() == 0);
    }

    /** Nothing more can be learnt: the server cannot be reached, differs in its bytes, or someone interrupted. */
    private static boolean isOver(LoadResult last) {
        return last.wasInterrupted()
                || last.faultCount() > 0
                || last.connections().opened() == 0;
    }

    private static boolean isNear(double met, double missed) {
        return !Double.isInfinite(missed) && missed - met <= PRECISION * missed;
    }

    private static double next(double met, double missed) {
        if (Double.isInfinite(missed)) {
            return Math.min(2 * met, LoadLimits.RATE_MAX);
        }
        return met == 0 ? missed / 4 : (met + missed) / 2;
    }
}
