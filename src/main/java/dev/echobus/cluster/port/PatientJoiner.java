package dev.echobus.cluster.port;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.server.ServerConnectionManager;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/**
 * Lets members that start at once find each other without Hazelcast's long waits. Hazelcast asks the others for their
 * consent to be the master and waits ten seconds for each answer, also where the question was lost because its receiver
 * had opened its port and not begun to serve it; and who is not to be the master asks who is once a second. On the
 * thread that joins.
 */
final class PatientJoiner extends TcpIpJoiner {

    /** What members need from opening their ports to agreeing on a master, on a busy machine. */
    private static final long STARTING_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long ROUND_MS = 100;

    PatientJoiner(Node node) {
        super(node);
    }

    @Override
    public void doJoin() {
        try {
            awaitMaster(getPossibleAddressesForInitialJoin());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        super.doJoin();
    }

    /** Returns when there is a master, or nobody to wait for: then this member is to claim that it is. */
    private void awaitMaster(Collection<Address> members) throws InterruptedException {
        var others = members.stream()
                .filter(member -> !member.equals(node.getThisAddress()))
                .toList();
        long startNanos = System.nanoTime();
        while (isToWaitFor(others) && System.nanoTime() - startNanos < STARTING_NANOS && shouldRetry()) {
            others.stream().filter(other -> !isBlacklisted(other)).forEach(clusterJoinManager::sendMasterQuestion);
            clusterService.blockOnJoin(ROUND_MS);
        }
    }

    private boolean isToWaitFor(Collection<Address> others) {
        ServerConnectionManager connections = node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
        // Who refuses connections is on Hazelcast's black list; who serves its port has a connection.
        return clusterService.getMasterAddress() == null
                && others.stream()
                        .filter(other -> !isBlacklisted(other))
                        .anyMatch(other -> connections.getOrConnect(other) == null || isAhead(other));
    }

    /** Hazelcast's own order: the connected member of the lowest hash claims. */
    private boolean isAhead(Address other) {
        return other.hashCode() < node.getThisAddress().hashCode();
    }
}
