package dev.echobus.load.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times within the measured one in which nothing came back. Stateless. */
final class Standstills {

    /** Shorter ones are in the percentiles of any rate that matters. */
    private static final double SECONDS_MIN = 0.45;

    /** Told one by one. */
    private static final int REPORTED_MAX = 3;

    private record Standstill(double fromSeconds, double toSeconds) {
        double seconds() {
            return toSeconds - fromSeconds;
        }
    }

    private Standstills() {}

    static List<String> of(LoadResult result) {
        var found = new ArrayList<String>();
        if (result.totals().messagesEchoed() == 0) {
            return found; // Then there is more to say than that.
        }
        List<Standstill> all = find(result.timeline());
        for (Standstill one : all.subList(0, Math.min(REPORTED_MAX, all.size()))) {
            String text = String.format(
                    Locale.ROOT, "nothing came back for %.1f s from second %.1f on", one.seconds(), one.fromSeconds);
            found.add(
                    result.plan().pace().isOpenLoop()
                            ? text
                            : text + ": a closed loop sends nothing meanwhile, so that its percentiles hardly show it");
        }
        if (all.size() > REPORTED_MAX) {
            found.add((all.size() - REPORTED_MAX) + " more times nothing came back for half a second or more");
        }
        return found;
    }

    /** Only while something was awaited: at a low rate there are long times without a message. */
    private static List<Standstill> find(List<TimelinePoint> timeline) {
        var found = new ArrayList<Standstill>();
        @Nullable Standstill open = null;
        long awaited = 0;
        for (TimelinePoint step : timeline) {
            awaited += step.messagesSent();
            boolean isSilent = step.isMeasured() && step.messagesEchoed() == 0 && awaited > 0;
            awaited -= step.messagesEchoed();
            if (isSilent) {
                double from = open == null ? step.atSeconds() - step.seconds() : open.fromSeconds;
                open = new Standstill(from, step.atSeconds());
            } else {
                addIfLong(found, open);
                open = null;
            }
        }
        addIfLong(found, open);
        return found;
    }

    private static void addIfLong(List<Standstill> found, @Nullable Standstill one) {
        if (one != null && one.seconds() >= SECONDS_MIN) {
            found.add(one);
        }
    }
}
