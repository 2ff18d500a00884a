package dev.echobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.sun.management.ThreadMXBean;
import dev.echobus.log.LineKinds.LeftOut;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Which lines are written and how the rest is counted, by a clock of the test's own. */
class LineKindsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final int MAX = 3;

    /** One small object, a quarter of what the line's event itself takes. */
    private static final long SOUGHT_BY_BYTES_MAX = 64;

    /** A clock that is about to turn negative, which is what System.nanoTime may do. */
    private final long start = Long.valueOf(Long.MAX_VALUE - SECOND / 2);

    private final LoggerContext context = new LoggerContext();
    private final LineKinds kinds = new LineKinds();

    @Test
    void soManyInASecondAreWrittenAndTheRestIsCounted() {
        assertThat(admitted("accepted {}", 10, start)).isEqualTo(MAX);
        assertThat(kinds.takeOver(start + SECOND - 1)).isEmpty();
        assertThat(kinds.takeOver(start + SECOND))
                .containsExactly(new LeftOut("some.Logger", "accepted {}", Level.INFO, 7, SECOND));
        assertThat(kinds.takeOver(start + 2 * SECOND)).isEmpty();
        assertThat(kinds.isAnyUnreported()).isFalse();
    }

    @Test
    void theNextSecondStartsAnew() {
        assertThat(admitted("accepted {}", MAX, start)).isEqualTo(MAX);
        assertThat(admitted("accepted {}", 1, start + SECOND - 1)).isZero();
        kinds.takeOver(start + SECOND);
        assertThat(admitted("accepted {}", 10, start + SECOND)).isEqualTo(MAX);
        assertThat(admitted("closed {}", MAX, start)).isEqualTo(MAX);
        assertThat(admitted("closed {}", 10, start + SECOND)).isEqualTo(MAX);
    }

    @Test
    void aClockBelowZeroIsOneToo() {
        var longer = "x".repeat(LineKinds.FORMAT_CHARACTERS_MAX + 1);
        assertThat(admitted(longer, MAX, -9 * SECOND)).isEqualTo(MAX);
        assertThat(admitted(longer, MAX, -8 * SECOND)).isEqualTo(MAX);
    }

    @Test
    void nothingIsWrittenAheadOfACountThatIsStillUnreported() {
        assertThat(admitted("accepted {}", MAX + 1, start)).isEqualTo(MAX);
        assertThat(admitted("accepted {}", 5, start + 2 * SECOND)).isZero();
        assertThat(kinds.takeOver(start + 2 * SECOND))
                .extracting(LeftOut::lines)
                .containsExactly(6L);
    }

    @Test
    void kindsAreCountedApart() {
        assertThat(admitted("accepted {}", 5, start)).isEqualTo(MAX);
        assertThat(admitted("closed {}", 5, start)).isEqualTo(MAX);
        assertThat(kinds.admits(event("other.Logger", "closed {}", Level.WARN), MAX, start))
                .isTrue();
        assertThat(kinds.takeAll(start)).extracting(LeftOut::lines).containsExactly(2L, 2L);
    }

    @Test
    void errorsAreLimitedTooAndStayErrors() {
        for (int i = 0; i < 10; i++) {
            kinds.admits(event("some.Logger", "a defect", Level.ERROR), MAX, start);
        }
        assertThat(kinds.takeAll(start)).extracting(LeftOut::level).containsExactly(Level.ERROR);
    }

    /** Each line is written or counted, with a hundred times more kinds than are followed. */
    @Test
    void kindsWithoutNumberShareOneAndNoLineIsLost() {
        int lines = 100 * LineKinds.KINDS_MAX;
        long written = 0;
        for (int i = 0; i < lines; i++) {
            written += admitted("kind " + i, 1, start);
        }
        var leftOut = kinds.takeAll(start);
        assertThat(written).isBetween((long) LineKinds.KINDS_MAX / 2, (long) LineKinds.KINDS_MAX + MAX);
        assertThat(leftOut)
                .singleElement()
                .satisfies(count -> assertThat(count.format()).isEqualTo(LineKinds.OTHER_KINDS));
        assertThat(written + leftOut.get(0).lines()).isEqualTo(lines);
    }

    @Test
    void aKindThatIsOverGivesItsPlaceAway() {
        for (int i = 0; i < 10 * LineKinds.KINDS_MAX; i++) {
            admitted("old " + i, 1, start);
        }
        assertThat(admitted("new", 1, start)).as("all places in use").isZero();
        kinds.takeAll(start);
        // More than those that share one kind could have.
        for (int i = 0; i < 10 * MAX; i++) {
            assertThat(admitted("new " + i, 1, start + SECOND)).isOne();
        }
        assertThat(kinds.isAnyUnreported()).isFalse();
    }

    @Test
    void formatsThatAreTooLongToKeepShareAKind() {
        var longest = "x".repeat(LineKinds.FORMAT_CHARACTERS_MAX);
        assertThat(admitted(longest, 5, start)).isEqualTo(MAX);
        assertThat(admitted(longest + "a", 2, start) + admitted(longest + "b", 2, start))
                .isEqualTo(MAX);
    }

    @Test
    void aLineBelowTheLimitAllocatesAtMostWhatItIsSoughtBy() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var event = event("some.Logger", "accepted {}", Level.INFO);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 100_000; i++) {
                kinds.admits(event, Integer.MAX_VALUE, start);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes for 100,000 lines").isLessThan(100_000 * SOUGHT_BY_BYTES_MAX);
    }

    private long admitted(String format, int lines, long nowNanos) {
        var event = event("some.Logger", format, Level.INFO);
        long admitted = 0;
        for (int i = 0; i < lines; i++) {
            admitted += kinds.admits(event, MAX, nowNanos) ? 1 : 0;
        }
        return admitted;
    }

    private LoggingEvent event(String logger, String format, Level level) {
        return new LoggingEvent("test", context.getLogger(logger), level, format, null, null);
    }
}
