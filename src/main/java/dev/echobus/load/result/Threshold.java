package dev.echobus.load.result;

import dev.echobus.common.Quantity;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.result.Condition.Comparison;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A condition on a result: {@code p99<5ms}, {@code errors=0}, {@code rate>=20k}. Immutable.
 *
 * @param metric {@code p} and a percentile, or one of the names that {@link #METRICS} lists
 * @param comparison how the metric stands to the limit
 * @param limit nanoseconds, messages a second, or a count
 * @param text as it was written
 */
public record Threshold(String metric, Comparison comparison, double limit, String text) {

    /** What a threshold may be set on, beside percentiles. */
    public static final List<String> METRICS = List.of(
            "min",
            "mean",
            "max",
            "rate",
            "errors",
            "unanswered",
            "disconnects",
            "late",
            "loss",
            "corruption",
            "truncation",
            "reordering",
            "duplication",
            "foreign",
            "stamp");

    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,2}(?:\\.\\d+)?|100)");
    /** Never without a unit, nor in minutes, whose m is read as milli. */
    private static final Pattern LATENCY = Pattern.compile("[0-9.]+(ns|us|µs|ms|s)");

    /** A threshold held against a result. */
    public record Verdict(Threshold threshold, double found, boolean isMet) {

        /** What was found, in the threshold's unit. No latency is 0: that is what an empty histogram gives. */
        public String foundText() {
            return threshold.isOnLatency() && found == 0 ? "no samples" : threshold.format(found);
        }

        @Override
        public String toString() {
            return threshold.text + (isMet ? ": met, " : ": missed, ") + foundText();
        }
    }

    /** True when the limit is a latency in nanoseconds. */
    public boolean isOnLatency() {
        return isLatency(metric);
    }

    /** Reads thresholds separated by commas. */
    public static List<Threshold> parse(String text) {
        return Stream.of(text.split(",", -1)).map(Threshold::one).toList();
    }

    /** Reads the one threshold of a search: {@code p99=2ms} there means at most. */
    public static Threshold target(String text) {
        Threshold threshold = one(text);
        return threshold.comparison == Comparison.EQUAL && isLatency(threshold.metric)
                ? new Threshold(threshold.metric, Comparison.AT_MOST, threshold.limit, threshold.text)
                : threshold;
    }

    private static Threshold one(String text) {
        Condition condition = Condition.of(text)
                .filter(it -> isMetric(it.metric()))
                .orElseThrow(() -> Quantity.expected(
                        "a threshold such as p99<5ms, max<=20ms, rate>=20k or errors=0, on pNN or one of " + METRICS,
                        text));
        String metric = condition.metric();
        boolean isLatency = isLatency(metric);
        if (isLatency && !LATENCY.matcher(condition.limit()).matches()) {
            throw Quantity.expected(
                    "a latency with its unit, ns, us, ms or s, such as " + metric + condition.comparison() + "5ms",
                    condition.text());
        }
        double limit = isLatency ? (double) Quantity.nanos(condition.limit()) : Quantity.rate(condition.limit());
        return new Threshold(metric, condition.comparison(), limit, condition.text());
    }

    private static boolean isMetric(String name) {
        return METRICS.contains(name) || PERCENTILE.matcher(name).matches();
    }

    private static boolean isLatency(String metric) {
        return metric.startsWith("p") || List.of("min", "mean", "max").contains(metric);
    }

    /** The percentile that this is set on, in percent, the longest latency being the last; empty for another metric. */
    public OptionalDouble percentile() {
        if (metric.equals("max")) {
            return OptionalDouble.of(100);
        }
        return PERCENTILE.matcher(metric).matches()
                ? OptionalDouble.of(Double.parseDouble(metric.substring(1)))
                : OptionalDouble.empty();
    }

    /** Holds a result against this threshold. A latency without samples misses every threshold. */
    public Verdict check(LoadResult result) {
        double found = valueIn(result);
        boolean isKnown = !isLatency(metric) || result.latency().getTotalCount() > 0;
        return new Verdict(this, found, isKnown && comparison.holds(found, limit));
    }

    private double valueIn(LoadResult result) {
        var latency = result.latency();
        return switch (metric) {
            case "min" -> (double) latency.getMinValue();
            case "mean" -> latency.getMean();
            case "max" -> (double) latency.getMaxValue();
            case "rate" -> result.achievedPerSecond();
            case "errors" -> (double) result.errors();
            case "unanswered" -> (double) result.unanswered();
            case "disconnects" -> (double) result.connections().lost();
            case "late" -> (double) result.totals().lateSends();
            case "loss", "corruption", "truncation", "reordering", "duplication", "foreign", "stamp" -> {
                var count = result.faults().get(FaultKind.valueOf(metric.toUpperCase(Locale.ROOT)));
                yield count == null ? 0 : (double) count.occurrences();
            }
            default -> (double) latency.getValueAtPercentile(Double.parseDouble(metric.substring(1)));
        };
    }

    private String format(double value) {
        return isLatency(metric) ? Quantity.ofNanos(value) : Quantity.ofCount(value);
    }
}
