package dev.echobus.trace;

import dev.echobus.bus.trace.Span;

/** The spans whose tasks threads run. */
final class TaskSpans {

    private static final ThreadLocal<Span> DURING = new ThreadLocal<>();

    private TaskSpans() {}

    /** That of this thread. */
    static Span current() {
        Span span = DURING.get();
        return span == null ? Span.NONE : span;
    }

    static void during(Span span, Runnable task) {
        Span outer = DURING.get();
        DURING.set(span);
        try {
            task.run();
        } finally {
            if (outer == null) {
                DURING.remove();
            } else {
                DURING.set(outer);
            }
        }
    }
}
