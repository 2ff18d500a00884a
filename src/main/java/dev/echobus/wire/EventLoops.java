package dev.echobus.wire;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/** The event loops of a Vertx, each of them: Vert.x itself hands them out in turn. */
public final class EventLoops {

    private EventLoops() {}

    /** True when both are on one loop. Any thread. */
    public static boolean areOne(Context context, Context other) {
        return of(context) == of(other);
    }

    /**
     * A promise whose future tells its result on the event loop of who calls this, wherever it is completed; outside of
     * Vert.x where it is completed. Any thread.
     */
    public static <T> Promise<T> promiseHere(Vertx vertx) {
        ContextInternal here = ((VertxInternal) vertx).getContext();
        return here == null ? Promise.promise() : here.promise();
    }

    static EventLoop of(Context context) {
        return ((ContextInternal) context).nettyEventLoop();
    }

    /** A context on each loop, new ones at each call. Any thread. */
    public static List<Context> contextsOn(Vertx vertx) {
        var internal = (VertxInternal) vertx;
        var contexts = new ArrayList<Context>();
        internal.nettyEventLoopGroup()
                .forEach(loop -> contexts.add(internal.contextBuilder()
                        .withEventLoop((EventLoop) loop)
                        .build()));
        return contexts;
    }

    /**
     * Has the next verticle run on the loop of this number, counted from 0 and again from the first after the last, and
     * those after it on the loops that follow. Any thread, while nobody else deploys.
     */
    public static void turnTo(Vertx vertx, int number) {
        // Whoever deploys needs a context; one that is made only then takes a turn.
        EventLoopGroup group =
                ((VertxInternal) vertx).getOrCreateContext().owner().nettyEventLoopGroup();
        var loops = new ArrayList<EventExecutor>();
        group.forEach(loops::add);
        EventExecutor before = loops.get(Math.floorMod(number - 1, loops.size()));
        for (int turns = 0; turns < loops.size() && group.next() != before; turns++) {
            // They are handed out in turn: the one after the last that was.
        }
    }
}
