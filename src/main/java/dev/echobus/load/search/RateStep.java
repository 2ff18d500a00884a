package dev.echobus.load.search;

import dev.echobus.load.result.Threshold;

/**
 * One run of a search, at one rate. Immutable.
 *
 * @param achievedPerSecond messages echoed a second
 * @param verdict of the threshold that is searched for
 * @param why what made the step what it is, in a few words
 */
public record RateStep(
        double ratePerSecond, double achievedPerSecond, Threshold.Verdict verdict, Judgement judgement, String why) {

    /** What became of a step. */
    public enum Judgement {
        MET,
        MISSED,
        /** It says nothing of the server, and is repeated. */
        VOID
    }

    /** True when the step met the threshold and was the server's own doing. */
    public boolean isMet() {
        return judgement == Judgement.MET;
    }
}
