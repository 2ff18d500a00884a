package dev.echobus.wire;

import io.netty.channel.EventLoop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;

/** The event loops of a Vertx, each of them: Vert.x itself hands them out in turn. */
public final class EventLoops {

    private EventLoops() {}

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
}
