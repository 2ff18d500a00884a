package dev.echobus.load.search;

import dev.echobus.common.Quantity;
import dev.echobus.load.result.Attribution;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.search.RateStep.Judgement;
import java.util.Locale;

/** Judges one run of a search: met, missed, or void because the generator may have caused what was missed. Stateless. */
final class StepJudge {

    /** Share of a rate that must be echoed within the measured time for the rate to count. */
    private static final double ACHIEVED_MIN = 0.98;

    /** What may be under way when the measured time ends; of a low rate it is more than that share. */
    private static final int EDGE_MESSAGES = 2;

    /** Share of late sends above which a miss may be the generator's own, whatever the threshold. */
    private static final double LATE_MAX = 0.01;

    /** A latency of so many of the generator's longest pause is not of its making: hardly ever do two follow one another. */
    private static final int PAUSES = 4;

    private final Threshold threshold;

    StepJudge(Threshold threshold) {
        this.threshold = threshold;
    }

    RateStep judge(double rate, LoadResult result) {
        var verdict = threshold.check(result);
        String objection = objection(rate, result, verdict);
        if (objection.isEmpty()) {
            return new RateStep(rate, result.achievedPerSecond(), verdict, Judgement.MET, verdict.toString());
        }
        String excuse = excuse(result);
        return excuse.isEmpty()
                ? new RateStep(rate, result.achievedPerSecond(), verdict, Judgement.MISSED, objection)
                : new RateStep(rate, result.achievedPerSecond(), verdict, Judgement.VOID, excuse);
    }

    /** What stands against a rate, or nothing. */
    private static String objection(double rate, LoadResult result, Threshold.Verdict verdict) {
        var connections = result.connections();
        if (result.wasInterrupted()) {
            return "interrupted";
        }
        if (connections.failed() > 0 || connections.lost() > 0) {
            return connections.failed() + " connections failed, " + connections.lost() + " were lost";
        }
        if (result.faultCount() > 0) {
            return "bytes differ";
        }
        if (result.unanswered() > 0) {
            return Quantity.ofCount(result.unanswered()) + " messages were not answered";
        }
        if (!verdict.isMet()) {
            return verdict.toString();
        }
        var totals = result.totals();
        return totals.messagesEchoed() + EDGE_MESSAGES >= ACHIEVED_MIN * rate * totals.seconds()
                ? ""
                : String.format(
                        Locale.ROOT, "%.1f %% of the rate came back in time", 100 * result.achievedPerSecond() / rate);
    }

    /** Why a miss says nothing of the server, or nothing. */
    private String excuse(LoadResult result) {
        if (result.wasInterrupted()) {
            return "interrupted";
        }
        if (result.faultCount() > 0 || isBeyondThePauses(result)) {
            return "";
        }
        Attribution attribution = result.attribution();
        if (attribution.source().isSuspect()) {
            return attribution.why();
        }
        double lateShare = (double) result.totals().lateSends()
                / Math.max(1, result.totals().messagesSent());
        return lateShare > lateMax()
                ? String.format(Locale.ROOT, "the generator sent %.1f %% of the messages late", 100 * lateShare)
                : "";
    }

    /** True when most echoes took so much longer than the generator was ever away that only the server can have kept them. */
    private static boolean isBeyondThePauses(LoadResult result) {
        long pause = result.generator()
                .contention()
                .longestPauseNanos(0, result.totals().seconds());
        return pause > 0
                && !result.isLoopBusy()
                && result.uncorrected().getTotalCount() > 0
                && result.uncorrected().getValueAtPercentile(50) > PAUSES * pause;
    }

    /** Half of what a percentile leaves out: more late messages may have moved it by themselves. */
    private double lateMax() {
        double left = 1 - threshold.percentile().orElse(0) / 100;
        return Math.min(left / 2, LATE_MAX);
    }
}
