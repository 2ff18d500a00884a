package dev.echobus.load;

import dev.echobus.load.Threshold.Verdict;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A result with what was asked of it: what every form of report is made from.
 *
 * @param result the run; the last good one of a search
 * @param verdicts of the thresholds
 * @param steps of the search for the highest rate, in the order in which they ran; empty without one
 * @param nodes what the server's nodes say of themselves, as {@code echobus.service.info} answers; empty when not asked
 * @param version of the program
 */
public record LoadReport(
        LoadResult result,
        List<Verdict> verdicts,
        List<RateSearch.Step> steps,
        List<JsonObject> nodes,
        String version) {

    /** The percentiles that reports show. */
    static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 99.0, 99.9, 99.99);

    /** True when some threshold was missed. */
    public boolean isMissed() {
        return verdicts.stream().anyMatch(verdict -> !verdict.isMet());
    }

    /** A percentile without a decimal point that says nothing. */
    static String percentileText(double percentile) {
        return percentile == Math.rint(percentile) ? String.valueOf((long) percentile) : String.valueOf(percentile);
    }
}
