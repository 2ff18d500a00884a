package dev.echobus.responder;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryingRequest.Replied;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The way of one message over the bus.
 *
 * @param sentNanos when it was first asked for, on the clock of {@link System#nanoTime}
 * @param repliedNanos when its reply was here
 * @param attempts how often it was asked for
 * @param answeredBy who answered, as the reply says of itself; empty where it does not
 * @param handledNanos how long that one had the message, as it says of itself; {@link #UNKNOWN} where it does not
 */
public record BusHop(long sentNanos, long repliedNanos, int attempts, String answeredBy, long handledNanos) {

    static final long UNKNOWN = -1;

    /** More digits than any time that a request may take. */
    private static final int DIGITS_MAX = 15;

    /** What a reply tells of its way; what it says and cannot be is taken as if it were not said. */
    static BusHop of(Replied<Object> replied, long sentNanos) {
        long now = System.nanoTime();
        MultiMap headers = replied.reply().headers();
        String node = headers.get(Addresses.NODE_HEADER);
        long handled = nanos(headers.get(Addresses.HANDLED_HEADER));
        return new BusHop(
                sentNanos,
                now,
                replied.attempts(),
                node == null ? "" : node,
                handled > now - sentNanos ? UNKNOWN : handled);
    }

    private static long nanos(@Nullable String text) {
        boolean isNumber = text != null
                && !text.isEmpty()
                && text.length() <= DIGITS_MAX
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return isNumber ? Long.parseLong(text) : UNKNOWN;
    }
}
