package dev.echobus.load.search;

import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Finds the highest rate that meets a threshold, by runs of one plan at several rates. No single run decides: what was
 * missed is tried again, what the generator itself may have caused is void, and both ends of the answer are confirmed.
 * Blocks the thread that calls it; bounded in steps.
 */
public final class RateSearch {

    /** Runs one plan. */
    public interface Runner {
        LoadResult run(BenchPlan plan) throws InterruptedException;
    }

    /** The steps, and the last run that met the threshold at the rate of the answer; without one, the last run. */
    public record Outcome(List<RateStep> steps, LoadResult best, RateAnswer answer) {}

    /** Ends a search whose steps contradict one another for ever; one that goes well takes about twenty. */
    private static final int STEPS_MAX = 80;

    /** Steps in a row that could not open one connection before the server counts as gone. */
    private static final int UNREACHABLE_MAX = 3;

    private final StepJudge judge;
    private final Runner runner;
    private final Consumer<RateStep> observer;
    private final List<RateStep> steps = new ArrayList<>();
    private final Map<Double, LoadResult> met = new HashMap<>();
    private int unreachable;

    /** A search for the highest rate that meets a threshold; the observer hears of each step once it is judged. */
    public RateSearch(Threshold threshold, Runner runner, Consumer<RateStep> observer) {
        judge = new StepJudge(threshold);
        this.runner = runner;
        this.observer = observer;
    }

    /** Searches from the rate of an open loop's plan on; once. */
    public Outcome search(BenchPlan plan) throws InterruptedException {
        var bracket = new RateBracket(Objects.requireNonNull(plan.pace().ratePerSecond()));
        LoadResult last;
        boolean goesOn;
        do {
            last = runner.run(plan.atRate(bracket.current()));
            RateStep step = judge.judge(bracket.current(), last);
            steps.add(step);
            observer.accept(step);
            if (step.isMet()) {
                met.put(step.ratePerSecond(), last);
            }
            goesOn = bracket.vote(step.judgement()) && !isOver(last) && steps.size() < STEPS_MAX;
        } while (goesOn);
        RateAnswer answer = bracket.answer();
        LoadResult best = answer.metPerSecond() == null ? null : met.get(answer.metPerSecond());
        return new Outcome(List.copyOf(steps), best == null ? last : best, answer);
    }

    /** Nothing more can be learnt: the server is not to be reached, differs in its bytes, or someone interrupted. */
    private boolean isOver(LoadResult last) {
        boolean isReached = last.connections().opened() > 0;
        unreachable = isReached ? 0 : unreachable + 1;
        return last.wasInterrupted()
                || last.faultCount() > 0
                || unreachable == UNREACHABLE_MAX
                || (!isReached && met.isEmpty());
    }
}
