package dev.echobus.cli;

import dev.echobus.bus.tap.TapReport;
import dev.echobus.bus.tap.TapReport.Traffic;
import dev.echobus.common.Quantity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** What passed over the bus, an address a line. */
final class TrafficTable {

    private static final List<String> HEADINGS = List.of(
            "address", "sent/s", "publ/s", "taken/s", "trip p50", "trip p99", "answer p50", "answer p99", "failed");

    private static final String NONE = "\u2013";
    private static final double MS_A_SECOND = 1_000;

    /** What the addresses are put in order by, the most first; equal ones by their names. */
    enum Order {
        RATE(traffic -> traffic.sent() + traffic.published() + traffic.taken()),
        SENT(traffic -> traffic.sent() + traffic.published()),
        TAKEN(Traffic::taken),
        P99(traffic -> Math.max(p99(traffic.roundTrips()), p99(traffic.answers()))),
        FAILED(Traffic::failed);

        @SuppressWarnings("ImmutableEnumChecker") // A function without state.
        private final ToLongFunction<Traffic> measure;

        Order(ToLongFunction<Traffic> measure) {
            this.measure = measure;
        }

        private Comparator<Map.Entry<String, Traffic>> comparator() {
            return Comparator.<Map.Entry<String, Traffic>>comparingLong(entry -> measure.applyAsLong(entry.getValue()))
                    .reversed()
                    .thenComparing(Map.Entry::getKey);
        }

        private static long p99(Histogram latencies) {
            return latencies.getValueAtPercentile(99);
        }
    }

    private TrafficTable() {}

    /** The lines, the headings first. */
    static List<String> lines(TapReport report, Order order, int addressesMax) {
        var table = TextTable.ofNumbers(HEADINGS);
        double seconds = Math.max(1, report.periodMs()) / MS_A_SECOND;
        report.addresses().entrySet().stream()
                .sorted(order.comparator())
                .limit(addressesMax)
                .forEach(entry -> table.add(row(entry.getKey(), entry.getValue(), seconds)));
        return table.lines();
    }

    private static List<String> row(String address, Traffic traffic, double seconds) {
        return List.of(
                address,
                rate(traffic.sent(), seconds),
                rate(traffic.published(), seconds),
                rate(traffic.taken(), seconds),
                percentile(traffic.roundTrips(), 50),
                percentile(traffic.roundTrips(), 99),
                percentile(traffic.answers(), 50),
                percentile(traffic.answers(), 99),
                failures(traffic));
    }

    private static String rate(long count, double seconds) {
        return count == 0 ? NONE : Quantity.ofCount(Math.round(count / seconds));
    }

    private static String percentile(Histogram latencies, double percentile) {
        return latencies.getTotalCount() == 0
                ? NONE
                : Quantity.ofNanos(TimeUnit.MICROSECONDS.toNanos(latencies.getValueAtPercentile(percentile)));
    }

    /** Each code with its count. */
    private static String failures(Traffic traffic) {
        return traffic.failures().isEmpty()
                ? NONE
                : new TreeMap<>(traffic.failures())
                        .entrySet().stream()
                                .map(failure -> failure.getValue() + " " + failure.getKey())
                                .collect(Collectors.joining(", "));
    }
}
