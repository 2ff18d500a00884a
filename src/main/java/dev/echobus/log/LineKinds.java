package dev.echobus.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts log lines by their kind, logger and format, and says which to write: so many a second of each. Any thread, under
 * one short lock, which the console's own lock would make them wait for anyway. Bounded: it follows {@link #KINDS_MAX}
 * kinds, and the one seen longest ago makes room for a new one; while even that one counts, new ones share one kind.
 */
final class LineKinds {

    /** Far more than the program and its libraries have at work in one second. */
    static final int KINDS_MAX = 1_024;

    /** A longer format was put together from its values, and each is another: they share a kind. */
    static final int FORMAT_CHARACTERS_MAX = 256;

    static final String OTHER_KINDS = "lines of other kinds";

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** By itself, the one seen longest ago first. */
    private final Map<Kind, Kind> kinds = new LinkedHashMap<>(16, 0.75f, true);

    private final Kind others = new Kind("log", OTHER_KINDS);

    /** Kinds of which lines were left out that have not been reported. */
    private int unreported;

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
        unreported += kind.leftOut == 0 ? 1 : 0;
        kind.leftOut++;
        kind.level = event.getLevel();
        return false;
    }

    /** True while lines were left out that have not been reported. */
    synchronized boolean isAnyUnreported() {
        return unreported > 0;
    }

    /** What was left out in the seconds that are over, each reported once. */
    synchronized List<LeftOut> takeOver(long nowNanos) {
        return unreported == 0 ? List.of() : take(nowNanos, false);
    }

    /** All that was left out and not reported yet. */
    synchronized List<LeftOut> takeAll(long nowNanos) {
        return take(nowNanos, true);
    }

    private List<LeftOut> take(long nowNanos, boolean isTakingAll) {
        var taken = new ArrayList<LeftOut>();
        kinds.values().forEach(kind -> take(kind, nowNanos, isTakingAll, taken));
        take(others, nowNanos, isTakingAll, taken);
        return taken;
    }

    private void take(Kind kind, long nowNanos, boolean isTakingAll, List<LeftOut> taken) {
        if (kind.leftOut > 0 && (isTakingAll || kind.isOver(nowNanos))) {
            taken.add(new LeftOut(kind.logger, kind.format, kind.level, kind.leftOut, nowNanos - kind.startNanos));
            kind.leftOut = 0;
            kind.written = 0;
            kind.startNanos = nowNanos;
            unreported--;
        }
    }

    private Kind kindOf(String logger, String format, long nowNanos) {
        if (format.length() > FORMAT_CHARACTERS_MAX || logger.length() > FORMAT_CHARACTERS_MAX) {
            return others;
        }
        var asked = new Kind(logger, format);
        Kind kind = kinds.get(asked);
        if (kind != null) {
            return kind;
        }
        if (kinds.size() == KINDS_MAX) {
            Kind eldest = kinds.keySet().iterator().next();
            if (!eldest.isIdle(nowNanos)) {
                return others;
            }
            kinds.remove(eldest);
        }
        asked.startNanos = nowNanos;
        kinds.put(asked, asked);
        return asked;
    }

    /** One kind of line and the second that is being counted. Equal by logger and format: it is its own key. */
    private static final class Kind {

        private final String logger;
        private final String format;

        private long startNanos;
        private int written;
        private long leftOut;
        private Level level = Level.INFO;

        Kind(String logger, String format) {
            this.logger = logger;
            this.format = format;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Kind kind && format.equals(kind.format) && logger.equals(kind.logger);
        }

        @Override
        public int hashCode() {
            return 31 * logger.hashCode() + format.hashCode();
        }

        boolean isIdle(long nowNanos) {
            return leftOut == 0 && isOver(nowNanos);
        }

        boolean isOver(long nowNanos) {
            return nowNanos - startNanos >= SECOND_NANOS;
        }
    }
}
