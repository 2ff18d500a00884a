package dev.echobus.runtime;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts log lines by their kind, logger and format, and says which to write: so many a second of each. Any thread, under
 * one short lock, which the console's own lock would make them wait for anyway. Bounded: it follows {@link #KINDS_MAX}
 * kinds; what finds no place among them, as all of it in use, shares one kind.
 */
final class LineKinds {

    /** Far more than the program and its libraries have at work in one second. */
    static final int KINDS_MAX = 1_024;

    /** A longer format was put together from what it tells, and each is another: they share a kind. */
    static final int FORMAT_CHARACTERS_MAX = 256;

    static final String OTHER_KINDS = "lines of other kinds";

    /** Places where a kind may stand, from the one its hash names; a power of two, as is the number of kinds. */
    private static final int PLACES = 8;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final @Nullable Kind[] kinds = new Kind[KINDS_MAX];
    private final Kind others = new Kind("log", OTHER_KINDS);

    /** Kinds of which lines were left out that have not been told. */
    private int untold;

    /**
     * Lines left out.
     *
     * @param level of the last of them
     * @param nanos how long that took
     */
    record LeftOut(String logger, String format, Level level, long lines, long nanos) {}

    /** Counts a line: true when it is to be written. */
    synchronized boolean admits(ILoggingEvent event, int perSecondMax, long nowNanos) {
        Kind kind = kindOf(event.getLoggerName(), String.valueOf(event.getMessage()), nowNanos);
        if (kind.leftOut == 0 && (kind.written == 0 || kind.isOver(nowNanos))) {
            kind.startNanos = nowNanos;
            kind.written = 0;
        }
        if (kind.leftOut == 0 && kind.written < perSecondMax) {
            kind.written++;
            return true;
        }
        untold += kind.leftOut == 0 ? 1 : 0;
        kind.leftOut++;
        kind.level = event.getLevel();
        return false;
    }

    /** True while lines were left out that have not been told. */
    synchronized boolean isAnyUntold() {
        return untold > 0;
    }

    /** What was left out in the seconds that are over, each told once. */
    synchronized List<LeftOut> takeOver(long nowNanos) {
        return untold == 0 ? List.of() : take(nowNanos, false);
    }

    /** All that was left out and not told yet. */
    synchronized List<LeftOut> takeAll(long nowNanos) {
        return take(nowNanos, true);
    }

    private List<LeftOut> take(long nowNanos, boolean isTakingAll) {
        var taken = new ArrayList<LeftOut>();
        for (int i = 0; i <= KINDS_MAX; i++) {
            Kind kind = i == KINDS_MAX ? others : kinds[i];
            if (kind != null && kind.leftOut > 0 && (isTakingAll || kind.isOver(nowNanos))) {
                taken.add(new LeftOut(kind.logger, kind.format, kind.level, kind.leftOut, nowNanos - kind.startNanos));
                kind.leftOut = 0;
                kind.written = 0;
                kind.startNanos = nowNanos;
                untold--;
            }
        }
        return taken;
    }

    private Kind kindOf(String logger, String format, long nowNanos) {
        if (format.length() > FORMAT_CHARACTERS_MAX || logger.length() > FORMAT_CHARACTERS_MAX) {
            return others;
        }
        int hash = 31 * logger.hashCode() + format.hashCode();
        int free = -1;
        for (int i = 0; i < PLACES; i++) {
            int place = (hash + i) & (KINDS_MAX - 1);
            Kind kind = kinds[place];
            if (kind != null && kind.hash == hash && kind.is(logger, format)) {
                return kind;
            }
            if (free < 0 && (kind == null || kind.isIdle(nowNanos))) {
                free = place;
            }
        }
        if (free < 0) {
            return others;
        }
        var kind = new Kind(logger, format);
        kind.startNanos = nowNanos;
        kinds[free] = kind;
        return kind;
    }

    /** One kind of line and the second that is being counted. */
    private static final class Kind {

        private final String logger;
        private final String format;
        private final int hash;

        private long startNanos;
        private int written;
        private long leftOut;
        private Level level = Level.INFO;

        Kind(String logger, String format) {
            this.logger = logger;
            this.format = format;
            hash = 31 * logger.hashCode() + format.hashCode();
        }

        boolean is(String otherLogger, String otherFormat) {
            return format.equals(otherFormat) && logger.equals(otherLogger);
        }

        boolean isIdle(long nowNanos) {
            return leftOut == 0 && isOver(nowNanos);
        }

        boolean isOver(long nowNanos) {
            return nowNanos - startNanos >= SECOND_NANOS;
        }
    }
}
