package dev.echobus.cluster.port;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.server.ServerConnectionManager;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Lets members that start at once get as far as answering before one of them claims to be the master. Hazelcast asks the
 * others for their consent and waits ten seconds for each answer, also where the question was lost because its receiver
 * had opened its port and not begun to serve it. On the thread that joins.
 */
final class PatientJoiner extends TcpIpJoiner {

    /** What a member needs from opening its port to serving it, on a busy machine. */
    private static final long STARTING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long ROUND_MS = 100;

    PatientJoiner(Node node) {
        super(node);
    }

    @Override
    public void doJoin() {
        try {
            awaitStarting(getPossibleAddressesForInitialJoin());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        super.doJoin();
    }

    private void awaitStarting(Collection<Address> others) throws InterruptedException {
        long startNanos = System.nanoTime();
        while (isAnyStarting(others) && System.nanoTime() - startNanos < STARTING_NANOS && shouldRetry()) {
            // Who has a master tells it, and then nobody has to be waited for.
            others.stream().filter(other -> !isBlacklisted(other)).forEach(clusterJoinManager::sendMasterQuestion);
            clusterService.blockOnJoin(ROUND_MS);
        }
    }

    /** Who refuses connections is on Hazelcast's black list; who serves its port has a connection. */
    private boolean isAnyStarting(Collection<Address> others) {
        ServerConnectionManager connections = node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
        return clusterService.getMasterAddress() == null
                && others.stream()
                        .filter(other -> !other.equals(node.getThisAddress()) && !isBlacklisted(other))
                        .anyMatch(other -> connections.getOrConnect(other) == null);
    }
}
