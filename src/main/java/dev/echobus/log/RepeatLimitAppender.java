package dev.echobus.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.echobus.log.LineKinds.LeftOut;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands log lines on to another appender, so many a second of each kind, and reports in one line how many more there were
 * once the second is over. Any thread. Its counting is bounded by {@link LineKinds}; it has a timer only while there is
 * something to report.
 */
final class RepeatLimitAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** How often what was left out is looked through: a count is reported this much after its second, at the latest. */
    private static final long REPORT_INTERVAL_MS = 200;

    private final LoggerContext loggers;
    private final Appender<ILoggingEvent> target;
    private final LineKinds kinds = new LineKinds();
    private final AtomicBoolean isReportPlanned = new AtomicBoolean();

    private volatile int perSecondMax;

    RepeatLimitAppender(LoggerContext loggers, Appender<ILoggingEvent> target) {
        this.loggers = loggers;
        this.target = target;
        setContext(loggers);
    }

    /** How many lines of a kind are written in a second; 0 is all. */
    void setPerSecondMax(int perSecondMax) {
        this.perSecondMax = perSecondMax;
    }

    /** Reports all that was left out, and leaves out nothing from now on: the process or the log ends. */
    void end() {
        perSecondMax = 0;
        reportAll();
    }

    /** Reports all that was left out until now, so that a line can follow it. */
    void reportAll() {
        report(kinds.takeAll(System.nanoTime()));
    }

    @Override
    protected void append(ILoggingEvent event) {
        int max = perSecondMax;
        if (max == 0 || kinds.admits(event, max, System.nanoTime())) {
            target.doAppend(event);
        } else if (isReportPlanned.compareAndSet(false, true)) {
            planReport();
        }
    }

    @Override
    public void stop() {
        end();
        target.stop();
        super.stop();
    }

    private void planReport() {
        loggers.getScheduledExecutorService()
                .schedule(this::reportWhatIsOver, REPORT_INTERVAL_MS, TimeUnit.MILLISECONDS);
    }

    private void reportWhatIsOver() {
        report(kinds.takeOver(System.nanoTime()));
        isReportPlanned.set(false);
        if (kinds.isAnyUnreported() && isReportPlanned.compareAndSet(false, true)) {
            planReport();
        }
    }

    private void report(List<LeftOut> counts) {
        for (LeftOut count : counts) {
            Object[] arguments = {count.format(), count.lines(), seconds(count.nanos())};
            target.doAppend(new LoggingEvent(
                    RepeatLimitAppender.class.getName(),
                    loggers.getLogger(count.logger()),
                    count.level(),
                    "{}: {} more such lines in {} s",
                    null,
                    arguments));
        }
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }
}
