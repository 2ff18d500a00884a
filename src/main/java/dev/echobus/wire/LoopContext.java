package dev.echobus.wire;

import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;

/**
 * Runs what a Netty handler calls as Vert.x runs its own handlers: whatever asks for the current context, such as a
 * request on the event bus, gets this one instead of making another each time. Event loop of the context only.
 */
public final class LoopContext {

    private final ContextInternal context;

    public LoopContext(Context context) {
        this.context = (ContextInternal) context;
    }

    /** Runs a task now, on this context; what it throws is reported to the context. */
    public void run(Runnable task) {
        context.dispatch(task);
    }
}
