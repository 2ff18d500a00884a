package dev.echobus.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** The limit in Logback's hands: floods from several threads, reported when they are over and when the log ends. */
class RepeatLimitAppenderTest {

    private static final Pattern REPORTED = Pattern.compile("flood \\{}: (\\d+) more such lines in \\d+\\.\\d s");
    private static final long DEADLINE_NANOS = 30_000_000_000L;

    private final LoggerContext context = new LoggerContext();
    private final Kept kept = new Kept();
    private final RepeatLimitAppender limited = new RepeatLimitAppender(context, kept);
    private final Logger log = context.getLogger("some.Logger");

    @BeforeEach
    void start() {
        kept.setContext(context);
        kept.start();
        limited.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(limited);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aFloodIsReportedOnceItIsOver() throws InterruptedException {
        limited.setPerSecondMax(10);
        int threads = 4;
        int each = 5_000;
        var floods = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            floods[i] = new Thread(() -> flood(each));
            floods[i].start();
        }
        for (Thread flood : floods) {
            flood.join();
        }
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (written() + reported() < (long) threads * each) {
            assertThat(System.nanoTime())
                    .as("reported %s of %s", reported(), kept.lines)
                    .isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(written() + reported()).isEqualTo((long) threads * each);
        assertThat(written()).isLessThan(threads * each / 10);
    }

    @Test
    void whatIsStillCountedIsReportedWhenTheLogEnds() {
        limited.setPerSecondMax(10);
        flood(1_000);
        context.stop();
        assertThat(written() + reported()).isEqualTo(1_000);
        assertThat(reported()).isPositive();
        assertThat(kept.isStarted()).isFalse();
    }

    @Test
    void afterTheEndNothingIsLeftOut() {
        limited.setPerSecondMax(10);
        flood(1_000);
        limited.end();
        flood(1_000);
        assertThat(written() + reported()).isEqualTo(2_000);
        assertThat(written()).isGreaterThanOrEqualTo(1_000);
    }

    @Test
    void zeroIsNoLimit() {
        limited.setPerSecondMax(0);
        flood(1_000);
        assertThat(written()).isEqualTo(1_000);
    }

    private void flood(int lines) {
        for (int i = 0; i < lines; i++) {
            log.info("flood {}", i);
        }
    }

    private long written() {
        return kept.lines.stream().filter(line -> line.matches("flood \\d+")).count();
    }

    private long reported() {
        return kept.lines.stream()
                .map(REPORTED::matcher)
                .filter(found -> found.matches())
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /** What the console would have written. */
    private static final class Kept extends AppenderBase<ILoggingEvent> {

        private final List<String> lines = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
        }
    }
}
