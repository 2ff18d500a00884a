package dev.echobus.runtime;

import dev.echobus.cluster.ClusterMember;
import dev.echobus.config.ClusterConfig;
import dev.echobus.log.LogOutput;
import dev.echobus.wire.Doorkeeper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;

/** A process that joins the cluster's bus for a few messages, serves nothing and leaves. */
public final class BusGuest {

    private static final String NOBODY_THERE = "cannot join the cluster: no member answered: ";

    private BusGuest() {}

    /** Joins by the settings' members; fails with a {@link StartException} when that cannot be done. */
    public static Future<Vertx> join(ClusterConfig settings) {
        ClusterMember member = ClusterMember.guest(settings);
        var options = new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(member.eventBusOptions());
        LogOutput.silenceLibraries();
        return Node.buildClustered(
                        member,
                        Vertx.builder().with(options).withTransport(member.guarded(Transport.NIO, Doorkeeper.OPEN)))
                .recover(cause -> Future.failedFuture(
                        isAlone(cause) ? new StartException(NOBODY_THERE + member.silentMembers()) : cause));
    }

    /** Hazelcast's way to say that a guest found nobody: there is no member to keep anything for it. */
    private static boolean isAlone(Throwable cause) {
        return String.valueOf(cause.getMessage()).contains("lite members");
    }
}
