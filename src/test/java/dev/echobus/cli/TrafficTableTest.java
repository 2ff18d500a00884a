package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.tap.TapReport;
import dev.echobus.bus.tap.TapReport.Traffic;
import dev.echobus.cli.TrafficTable.Order;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code bus tap} and {@code bus top} print: rates, latencies and failures of each address, in the order asked for. */
class TrafficTableTest {

    private static final int ALL = 20;

    /** Of two seconds. */
    private static final TapReport REPORT = new TapReport(
            2_000,
            Map.of(
                    "quiet", new Traffic(2, 0, 0, Map.of("TIMEOUT", 1L, "NO_HANDLERS", 1L), latencies(), latencies()),
                    "asked", new Traffic(400, 0, 400, Map.of(), latencies(300, 300, 9_000), latencies(200)),
                    "told", new Traffic(0, 600, 0, Map.of(), latencies(), latencies()),
                    "heard", new Traffic(0, 4, 500, Map.of("OVERLOADED", 1L), latencies(), latencies(20_000))));

    private static Histogram latencies(long... micros) {
        var histogram = new Histogram(3_600_000_000L, 2);
        for (long each : micros) {
            histogram.recordValue(each);
        }
        return histogram;
    }

    @Test
    void eachAddressHasItsRatesItsLatenciesAndWhatFailed() {
        assertThat(words(Order.RATE, ALL))
                .containsExactly(
                        "address sent/s publ/s taken/s trip p50 trip p99 answer p50 answer p99 failed",
                        "asked 200 – 200 301 µs 9.02 ms 200 µs 200 µs –",
                        "told – 300 – – – – – –",
                        "heard – 2 250 – – 20.1 ms 20.1 ms 1 OVERLOADED",
                        "quiet 1 – – – – – – 1 NO_HANDLERS, 1 TIMEOUT");
    }

    @ParameterizedTest
    @CsvSource({
        "RATE, asked told heard quiet",
        "SENT, told asked heard quiet",
        "TAKEN, heard asked quiet told",
        "P99, heard asked quiet told",
        "FAILED, quiet heard asked told"
    })
    void theMostComesFirstAndEqualOnesByTheirNames(Order order, String addresses) {
        assertThat(names(order, ALL)).containsExactly(addresses.split(" "));
        assertThat(names(order, 2))
                .containsExactlyElementsOf(
                        Stream.of(addresses.split(" ")).limit(2).toList());
    }

    private static List<String> words(Order order, int limit) {
        return TrafficTable.lines(REPORT, order, limit).stream()
                .map(line -> line.strip().replaceAll(" +", " "))
                .toList();
    }

    private static List<String> names(Order order, int limit) {
        return words(order, limit).stream()
                .skip(1)
                .map(line -> line.split(" ")[0])
                .toList();
    }
}
