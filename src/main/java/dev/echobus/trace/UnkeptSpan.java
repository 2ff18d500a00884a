package dev.echobus.trace;

import dev.echobus.bus.trace.Span;
import io.vertx.core.MultiMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Of a trace that is not kept: tells nothing, and is carried on so that nobody keeps it or begins another. Most requests
 * have one where few are to be kept, so nothing of OpenTelemetry is asked for it. Any thread; immutable.
 */
final class UnkeptSpan implements Span {

    /** The header of version 00, {@code 00-trace-span-flags} in hexadecimal digits (W3C Trace Context, 3.2.2). */
    private static final String FORM = "00-00000000000000000000000000000000-0000000000000000-00";

    private static final int TRACE_AT = 3;
    private static final int SPAN_AT = 36;
    private static final int FLAGS_AT = 53;
    private static final int ID_DIGITS = 16;
    private static final int SAMPLED = 1;

    private static final char[] DIGITS = "0123456789abcdef".toCharArray();

    /** One that its trace may be carried by. */
    private final String header;

    private UnkeptSpan(String header) {
        this.header = header;
    }

    /** Of a new trace. */
    static UnkeptSpan begin() {
        char[] header = FORM.toCharArray();
        putId(header, TRACE_AT);
        putId(header, TRACE_AT + ID_DIGITS);
        putId(header, SPAN_AT);
        return new UnkeptSpan(new String(header));
    }

    /** Of the trace that headers carry, when they say that it is not kept, and nothing else of it; else null. */
    static @Nullable UnkeptSpan carried(@Nullable MultiMap headers) {
        if (headers == null) {
            return null;
        }
        String header = headers.get(OpenSpan.PARENT_HEADER);
        return header != null && isUnkept(header) && !headers.contains(OpenSpan.STATE_HEADER)
                ? new UnkeptSpan(header)
                : null;
    }

    private static boolean isUnkept(String header) {
        if (header.length() != FORM.length()
                || !header.startsWith("00-")
                || header.charAt(SPAN_AT - 1) != '-'
                || header.charAt(FLAGS_AT - 1) != '-') {
            return false;
        }
        boolean isWhole = isId(header, TRACE_AT, SPAN_AT - 1)
                && isId(header, SPAN_AT, FLAGS_AT - 1)
                && digit(header.charAt(FLAGS_AT)) >= 0;
        int flags = digit(header.charAt(FLAGS_AT + 1));
        return isWhole && flags >= 0 && (flags & SAMPLED) == 0;
    }

    /** Digits that are not all 0. */
    private static boolean isId(String header, int from, int to) {
        int any = 0;
        for (int at = from; at < to; at++) {
            int digit = digit(header.charAt(at));
            if (digit < 0) {
                return false;
            }
            any |= digit;
        }
        return any != 0;
    }

    /** Those of the form are small letters; -1 for what is none. */
    private static int digit(char digit) {
        if (digit >= '0' && digit <= '9') {
            return digit - '0';
        }
        return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
    }

    private static void putId(char[] header, int at) {
        // An id of zeros is none.
        long id = ThreadLocalRandom.current().nextLong() | 1;
        for (int digit = ID_DIGITS - 1; digit >= 0; digit--) {
            header[at + digit] = DIGITS[(int) (id & 0xf)];
            id >>>= 4;
        }
    }

    @Override
    public Span with(String attribute, String value) {
        return this;
    }

    @Override
    public Span with(String attribute, long value) {
        return this;
    }

    @Override
    public Span failed(String code, String detail) {
        return this;
    }

    @Override
    public void end() {
        // Nobody hears of it.
    }

    /** As another span each time: who sends again what he was given is told from who goes on with it. */
    @Override
    public void carry(MultiMap headers) {
        char[] next = header.toCharArray();
        putId(next, SPAN_AT);
        headers.remove(OpenSpan.STATE_HEADER);
        headers.set(OpenSpan.PARENT_HEADER, new String(next));
    }

    @Override
    public void during(Runnable task) {
        TaskSpans.during(this, task);
    }

    @Override
    public String traceId() {
        return "";
    }
}
