package dev.echobus.runtime;

import dev.echobus.cluster.ClusterMember;
import dev.echobus.cluster.UnhandledFailures;
import dev.echobus.common.Causes;
import dev.echobus.config.EchobusConfig;
import dev.echobus.log.LogOutput;
import dev.echobus.wire.Doorkeeper;
import dev.echobus.wire.GuardedTransport;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.transport.Transport;
import java.net.UnknownHostException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a node's verticles run on: Vert.x, and who this node is.
 *
 * @param name first part of its connections' ids; unique in the cluster
 * @param transport what its event loops wait on
 * @param member where the other members reach it, {@code host:port}; null outside a cluster
 */
record Node(
        Vertx vertx,
        String name,
        Transport transport,
        @Nullable ClusterMember member) {

    private static final int NAME_LENGTH = 8;

    /**
     * Reads files, of which the settings' are read every few seconds: Vert.x begins a thread for each read up to this number,
     * and keeps it. A cluster's tasks may wait for other members, so that it has Vert.x's own number.
     */
    static final int FILE_THREADS = 4;

    /** Builds Vert.x, its listening sockets under a doorkeeper and its bus traced, and joins the cluster if there is one. */
    static Future<Node> build(EchobusConfig config, Doorkeeper doorkeeper, VertxTracer<?, ?> tracer) {
        try {
            Transport chosen = Transports.choose(config.runtime().transport());
            var options = new VertxOptions().setEventLoopPoolSize(LoopPlan.loops(config));
            VertxBuilder builder = Vertx.builder().with(options).withTracer(unused -> tracer);
            if (!config.cluster().enabled()) {
                options.setInternalBlockingPoolSize(FILE_THREADS);
                Transport transport = GuardedTransport.of(chosen, doorkeeper);
                String name = UUID.randomUUID().toString().substring(0, NAME_LENGTH);
                return Future.succeededFuture(
                        new Node(builder.withTransport(transport).build(), name, transport, null));
            }
            ClusterMember member = ClusterMember.node(config.cluster());
            Transport transport = member.guarded(chosen, doorkeeper);
            options.setEventBusOptions(member.eventBusOptions());
            return buildClustered(member, builder.withTransport(transport))
                    .compose(vertx -> vertx.executeBlocking(() -> member.follow(vertx))
                            .map(followed -> new Node(vertx, member.name(), transport, member)));
        } catch (StartException refused) {
            return Future.failedFuture(refused);
        }
    }

    /** A Vertx on the cluster's bus. */
    static Future<Vertx> buildClustered(ClusterMember member, VertxBuilder builder) {
        var objection = member.objection();
        if (objection.isPresent()) {
            return Future.failedFuture(new StartException(objection.get()));
        }
        LogOutput.silenceJoining(true);
        try {
            return builder.withClusterManager(member.manager())
                    .buildClustered()
                    .onComplete(joined -> LogOutput.silenceJoining(false))
                    .onSuccess(UnhandledFailures::logOf)
                    .recover(cause -> Future.failedFuture(new StartException(
                            member.objectionToBus().orElse("cannot join the cluster: " + Causes.describe(cause)))));
        } catch (UnknownHostException unknown) {
            return Future.failedFuture(
                    new StartException("cluster.host: no address found for " + unknown.getMessage()));
        } catch (RuntimeException refused) {
            return Future.failedFuture(new StartException("cannot join the cluster: " + Causes.describe(refused)));
        }
    }
}
