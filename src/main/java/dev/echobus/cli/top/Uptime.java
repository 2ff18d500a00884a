package dev.echobus.cli.top;

import java.time.Duration;

/** Times of seconds to days, as people say them. */
public final class Uptime {

    private Uptime() {}

    /** The two largest units that it has: {@code 3d 4h}, {@code 5m 12s}, {@code 7s}. */
    public static String text(long milliseconds) {
        var time = Duration.ofMillis(milliseconds);
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
