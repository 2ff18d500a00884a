package dev.echobus.load.check;

import dev.echobus.common.Quantity;

/**
 * The stamps of one connection one after the other. Its messages are read, handed on and answered in their order, so no
 * such time of one is before that of the one before, as far as both are of one clock. On the connection's event loop.
 */
final class StampOrder {

    private boolean isFirst = true;
    private long clock;
    private long epoch;
    private long received;
    private long handed;
    private long written;

    /** What the stamp of the next message tells that cannot be after that of the last; empty when all of it may be true. */
    String objection(Stamp next) {
        boolean isComparable = !isFirst && next.clock() == clock && next.epoch() == epoch;
        String objection = isComparable ? backwards(next) : "";
        isFirst = false;
        clock = next.clock();
        epoch = next.epoch();
        received = next.received();
        handed = next.handed();
        written = next.written();
        return objection;
    }

    private String backwards(Stamp next) {
        if (next.received() < received) {
            return earlier("received", received, next.received());
        }
        if (next.handed() < handed) {
            return earlier("handed on", handed, next.handed());
        }
        return next.written() < written ? earlier("written", written, next.written()) : "";
    }

    private static String earlier(String what, long before, long now) {
        return "its times go backwards: " + what + " " + Quantity.ofNanos((double) before - now)
                + " before the message before it was";
    }
}
