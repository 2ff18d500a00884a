package dev.echobus.rollout;

import dev.echobus.common.Quantity;
import dev.echobus.load.result.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A condition on a rehearsal: {@code lost=0} on the traffic of all kinds together, {@code gap<2s} on the longest gap of
 * any, {@code held.fin=0} on one kind alone. Immutable.
 *
 * @param condition as it was written
 * @param kind the kind that it is on, or empty for all
 * @param metric one of {@link #METRICS}
 * @param limit nanoseconds for a gap, otherwise a count
 */
public record Requirement(Condition condition, Optional<TrafficKind> kind, String metric, double limit) {

    /** What a requirement may be set on. */
    public static final List<String> METRICS =
            List.of("lost", "retried", "tries", "wrong", "fin", "rst", "stall", "unopened", "gap");

    private static final String GAP = "gap";

    /** Of these the largest of all kinds counts, of the others their sum. */
    private static final Set<String> EXTREMES = Set.of("tries", GAP);

    /** A requirement held against a result. */
    public record Verdict(Requirement requirement, double found, boolean isMet) {

        @Override
        public String toString() {
            String value = requirement.metric.equals(GAP) ? Quantity.ofNanos(found) : Quantity.ofCount(found);
            return requirement.condition.text() + (isMet ? ": met, " : ": missed, ") + value;
        }
    }

    /** Reads requirements separated by commas; the failure's message says what was expected. */
    public static List<Requirement> parse(String text) {
        return Stream.of(text.split(",", -1)).map(Requirement::one).toList();
    }

    private static Requirement one(String text) {
        Condition condition = Condition.of(text).orElseThrow(() -> expected(text));
        String name = condition.metric();
        int dot = name.indexOf('.');
        Optional<TrafficKind> kind = Stream.of(TrafficKind.values())
                .filter(it -> dot >= 0 && it.word().equals(name.substring(0, dot)))
                .findFirst();
        String metric = name.substring(dot + 1);
        if (!METRICS.contains(metric) || (dot >= 0 && kind.isEmpty())) {
            throw expected(text);
        }
        double limit =
                metric.equals(GAP) ? (double) Quantity.nanos(condition.limit()) : Quantity.count(condition.limit());
        return new Requirement(condition, kind, metric, limit);
    }

    private static IllegalArgumentException expected(String text) {
        return Quantity.expected(
                "a requirement such as lost=0, gap<2s or held.rst=0, on one of " + METRICS
                        + ", for one kind of traffic with held., new. or bus. before it",
                text);
    }

    /** Holds a result against it. What was not sent meets nothing. */
    public Verdict check(RolloutResult result) {
        var concerned = result.traffic().stream()
                .filter(traffic -> kind.isEmpty() || kind.get() == traffic.kind())
                .toList();
        var values = concerned.stream().mapToDouble(this::valueIn);
        double found = EXTREMES.contains(metric) ? values.max().orElse(0) : values.sum();
        boolean wasSent = concerned.stream().anyMatch(traffic -> traffic.sent() > 0);
        return new Verdict(this, found, wasSent && condition.comparison().holds(found, limit));
    }

    private double valueIn(TrafficResult traffic) {
        return switch (metric) {
            case "lost" -> traffic.lost();
            case "retried" -> traffic.retried();
            case "tries" -> traffic.triesMax();
            case "wrong" -> traffic.wrong();
            case "fin" -> traffic.count(Break.FIN);
            case "rst" -> traffic.count(Break.RST);
            case "stall" -> traffic.count(Break.STALL);
            case "unopened" -> traffic.count(Break.UNOPENED);
            default -> traffic.gapNanos();
        };
    }
}
