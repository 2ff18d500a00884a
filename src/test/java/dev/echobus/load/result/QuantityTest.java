package dev.echobus.load.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.common.Quantity;
import dev.echobus.load.plan.Sizes;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes, durations, rates and size mixes, as people write and read them. */
class QuantityTest {

    @ParameterizedTest
    @CsvSource({"64,64", "1k,1024", "64K,65536", "1.5k,1536", "2m,2097152", "1GiB,1073741824", "0,0"})
    void sizesAreReadInPowersOf1024(String text, long bytes) {
        assertThat(Quantity.bytes(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"10s,10000000000", "0,0", "500ms,500000000", "1.5us,1500", "7ns,7", "1m,60000000000", "0s,0"})
    void durationsAreRead(String text, long nanos) {
        assertThat(Quantity.nanos(text)).isEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5000", "1.5", "-5", "", "s", "5x", "-5s"})
    void aDurationWithoutAUnitIsNotGuessedAt(String text) {
        assertThatThrownBy(() -> Quantity.nanos(text))
                .hasMessage("expected a duration such as 10s, 500ms or 1m, found \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "500,500", "10k,10000", "1.5K,1500", "1m,1000000", "2147483647,2147483647"})
    void countsAreRead(String text, int count) {
        assertThat(Quantity.count(text)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "10kb", "-1", "2147483648", "3000m", "0.0001k"})
    void whatIsNoCountIsRefused(String text) {
        assertThatThrownBy(() -> Quantity.count(text)).hasMessageEndingWith("found \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({"500,500", "20k,20000", "1.5m,1500000", "100/s,100", "2k/s,2000"})
    void ratesAreRead(String text, double perSecond) {
        assertThat(Quantity.rate(text)).isEqualTo(perSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "k", "-1", "1x", "1 0", "0.3", "1e3"})
    void whatIsNoSizeIsRefusedWithWhatWasFound(String text) {
        assertThatThrownBy(() -> Quantity.bytes(text)).hasMessageEndingWith("found \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "999,999 ns",
        "1000,1 µs",
        "41234,41.2 µs",
        "999499,999 µs",
        "1050000,1.05 ms",
        "250000000,250 ms",
        "10000000000,10 s",
        "0,0 ns"
    })
    void durationsAreShownInTheUnitThatSuits(long nanos, String text) {
        assertThat(Quantity.ofNanos(nanos)).isEqualTo(text);
    }

    @Test
    void mixesAreReadShownAndDrawnByWeight() {
        var sizes = Sizes.parse("64:90,1k:9,64k");
        assertThat(sizes).hasToString("64:90,1k:9,64k");
        assertThat(sizes.maxBytes()).isEqualTo(65_536);
        assertThat(sizes.minBytes()).isEqualTo(64);
        var random = new SplittableRandom(1);
        int[] counts = new int[3];
        for (int i = 0; i < 100_000; i++) {
            int size = sizes.next(random);
            counts[size == 64 ? 0 : size == 1_024 ? 1 : 2]++;
        }
        assertThat(counts[0]).isBetween(89_500, 90_500);
        assertThat(counts[1]).isBetween(8_700, 9_300);
        assertThat(counts[2]).isBetween(800, 1_200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "64,", "0", "64:0", "64:x", "2g", "64:1000001"})
    void whatIsNoMixIsRefused(String text) {
        assertThatThrownBy(() -> Sizes.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void thresholdsAreReadAndComparedOnBothSides() {
        var thresholds = Threshold.parse("p99<5ms, rate>=20k,errors=0");
        assertThat(thresholds).extracting(Threshold::metric).containsExactly("p99", "rate", "errors");
        assertThat(thresholds).extracting(Threshold::limit).containsExactly(5e6, 2e4, 0.0);
        assertThat(thresholds.get(0).comparison().holds(5e6, 5e6)).isFalse();
        assertThat(thresholds.get(0).comparison().holds(4.9e6, 5e6)).isTrue();
        assertThat(thresholds.get(1).comparison().holds(2e4, 2e4)).isTrue();
        assertThat(thresholds.get(2).comparison().holds(1, 0)).isFalse();
        assertThat(Threshold.target("p99=2ms").comparison()).isEqualTo(Condition.Comparison.AT_MOST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"p99<5", "max<5m", "mean<1min", "p50<1h", "min>0", "p99=5k"})
    void aLatencyNeedsAUnitThatCannotBeMisread(String text) {
        assertThatThrownBy(() -> Threshold.parse("errors=0," + text))
                .hasMessageContaining("expected a latency with its unit, ns, us, ms or s, such as ")
                .hasMessageEndingWith("found \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p99", "p101<1ms", "speed>1", "errors=0,", "p99<<1ms", "p99<1km"})
    void whatIsNoThresholdIsRefused(String text) {
        assertThatThrownBy(() -> Threshold.parse(text)).hasMessageContaining("expected");
    }
}
