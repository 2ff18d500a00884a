package dev.echobus.load.report;

import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold.Verdict;
import dev.echobus.load.search.RateSearch;
import dev.echobus.load.search.RateStep;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result with what was asked of it: what every form of report is made from.
 *
 * @param result the run; the last good one of a search
 * @param verdicts of the thresholds
 * @param search for the highest rate; null without one
 * @param nodes what the server's nodes say of themselves, as {@code echobus.service.info} answers; empty when not asked
 * @param environment where the run was made, and how
 */
public record LoadReport(
        LoadResult result,
        List<Verdict> verdicts,
        RateSearch.@Nullable Outcome search,
        List<JsonObject> nodes,
        Environment environment) {

    /** The percentiles that reports show. */
    static final List<Double> PERCENTILES = List.of(50.0, 75.0, 90.0, 99.0, 99.9, 99.99);

    /** True when some threshold was missed, or no rate met the one that was searched for. */
    public boolean isMissed() {
        return verdicts.stream().anyMatch(verdict -> !verdict.isMet())
                || (search != null && search.answer().metPerSecond() == null);
    }

    /** Steps of the search, in the order in which they ran; empty without one. */
    List<RateStep> steps() {
        return search == null ? List.of() : search.steps();
    }

    /** A percentile without a decimal point that says nothing. */
    static String percentileText(double percentile) {
        return percentile == Math.rint(percentile) ? String.valueOf((long) percentile) : String.valueOf(percentile);
    }
}
