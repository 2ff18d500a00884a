package dev.echobus.runtime;

import dev.echobus.FreePorts;
import dev.echobus.bus.Addresses;
import dev.echobus.cluster.ClusterMember;
import dev.echobus.config.TestConfigs;
import dev.echobus.wire.Doorkeeper;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.transport.Transport;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A member of a cluster that takes what audits ask it and does not answer, as one that is cut off, until it is told to. */
final class MuteMember implements AutoCloseable {

    private static final int NAME_LENGTH = 8;

    private final Vertx vertx;
    private final MessageConsumer<Object> audits;

    private MuteMember(Vertx vertx, MessageConsumer<Object> audits) {
        this.vertx = vertx;
        this.audits = audits;
    }

    /** One with this port, which joins where another member has that port. */
    static MuteMember join(int port, int otherPort) throws Exception {
        var member = ClusterMember.node(TestConfigs.of(
                        "cluster.port=" + port,
                        "cluster.busPort=" + FreePorts.next(),
                        "cluster.members=127.0.0.1:" + otherPort)
                .cluster());
        ClusterManager manager = member.manager();
        Vertx vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1).setEventBusOptions(member.eventBusOptions()))
                .withTransport(member.guarded(Transport.NIO, Doorkeeper.OPEN))
                .withClusterManager(manager)
                .buildClustered()
                .await(60, TimeUnit.SECONDS);
        String name = manager.getNodeId().substring(0, NAME_LENGTH);
        MessageConsumer<Object> audits = vertx.eventBus().consumer(Addresses.nodeRoutes(name), asked -> {});
        audits.completion().await(30, TimeUnit.SECONDS);
        return new MuteMember(vertx, audits);
    }

    /** From now on it is a program that takes no part in audits, which is held against nobody. */
    void takeNoPart() throws TimeoutException {
        audits.unregister().await(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(60, TimeUnit.SECONDS);
    }
}
