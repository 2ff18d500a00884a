package dev.echobus.cluster;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.Causes;
import dev.echobus.wire.bus.BusGuard;
import io.vertx.core.Completable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hazelcast's cluster manager, which tells the bus's guard where the bus is about to connect, and the others that it
 * leaves before it does. Any thread.
 */
final class GuardedClusterManager extends HazelcastClusterManager {

    private static final Logger log = LoggerFactory.getLogger(GuardedClusterManager.class);

    private final BusGuard bus;
    private final boolean isAnnouncing;

    private volatile @Nullable Vertx vertx;

    /**
     * @param hazelcast ends with this
     * @param bus learns where the bus is about to connect
     * @param isAnnouncing whether others are told that this member leaves: Hazelcast does not tell it from a crash
     */
    GuardedClusterManager(HazelcastInstance hazelcast, BusGuard bus, boolean isAnnouncing) {
        super(hazelcast);
        this.bus = bus;
        this.isAnnouncing = isAnnouncing;
    }

    @Override
    public void init(Vertx owner) {
        vertx = owner;
        super.init(owner);
    }

    /** The bus asks for it just before it connects there. */
    @Override
    public void getNodeInfo(String nodeId, Completable<NodeInfo> promise) {
        String name = Membership.nameOf(nodeId);
        bus.connecting(vertx().eventBus(), nodeId, name);
        super.getNodeInfo(nodeId, (info, failure) -> {
            if (info == null) {
                // By this name the bus tells whoever waits at once.
                promise.fail(FailureCode.NOT_CONNECTED.with(
                        "where the bus of " + name + " is, is not known: " + Causes.describe(failure)));
                return;
            }
            bus.expect(nodeId, info.host(), info.port());
            promise.succeed(info);
        });
    }

    @Override
    public void leave(Completable<Void> done) {
        if (isAnnouncing) {
            try {
                getHazelcastInstance()
                        .<String>getTopic(Membership.LEAVING_TOPIC)
                        .publish(getNodeId());
            } catch (HazelcastException unheard) {
                log.warn("leaving unannounced, the other members will call it a loss: {}", Causes.describe(unheard));
            }
        }
        Promise<Void> left = Promise.promise();
        super.leave(left);
        // What was not made by the manager it does not end.
        left.future()
                .compose(unused -> vertx().<Void>executeBlocking(() -> {
                    getHazelcastInstance().shutdown();
                    return null;
                }))
                .onComplete(done);
    }

    private Vertx vertx() {
        return Objects.requireNonNull(vertx, "Vert.x sets it before it joins");
    }
}
