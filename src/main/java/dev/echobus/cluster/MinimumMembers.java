package dev.echobus.cluster;

import dev.echobus.config.ClusterConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the cluster has as many nodes as {@code cluster.minimumMembers} asks for: a node that has fewer around it starts
 * when they are there, and is not ready while they are not. Any thread.
 */
final class MinimumMembers {

    private static final Logger log = LoggerFactory.getLogger(MinimumMembers.class);

    private final int minimum;
    private final int timeoutMs;
    private final IntSupplier nodes;
    private final Promise<Void> reached = Promise.promise();

    private boolean isEnough = true;

    /** @param nodes how many nodes the cluster has now, this one among them */
    MinimumMembers(ClusterConfig settings, IntSupplier nodes) {
        minimum = settings.minimumMembers();
        timeoutMs = settings.minimumMembersTimeoutMs();
        this.nodes = nodes;
    }

    /** Follows the cluster; fails when there are too few of them until {@code cluster.minimumMembersTimeoutMs}. */
    Future<Void> await(Vertx vertx, Membership membership) {
        membership.onChange(change -> judge());
        judge();
        if (!isReady()) {
            log.info("waiting until there are {} members (cluster.minimumMembers), now {}", minimum, nodes.getAsInt());
            long timer = vertx.setTimer(
                    timeoutMs,
                    due -> reached.tryFail(new TimeoutException(
                            "cluster.minimumMembers: " + count() + " members after " + timeoutMs + " ms")));
            reached.future().onComplete(done -> vertx.cancelTimer(timer));
        }
        return reached.future();
    }

    /** False while there are too few. */
    synchronized boolean isReady() {
        return isEnough;
    }

    /** Looks again how many there are. Whoever waits for them goes on, outside the lock. */
    void judge() {
        boolean isNow = nodes.getAsInt() >= minimum;
        boolean isChange;
        synchronized (this) {
            isChange = isNow != isEnough;
            isEnough = isNow;
        }
        if (!reached.future().isComplete()) {
            if (isNow) {
                reached.tryComplete();
            }
        } else if (isChange && isNow) {
            log.info("enough members again: {} (cluster.minimumMembers)", count());
        } else if (isChange) {
            log.warn("not ready: {} members (cluster.minimumMembers)", count());
        }
    }

    private String count() {
        return nodes.getAsInt() + " of " + minimum;
    }
}
