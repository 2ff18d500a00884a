package dev.echobus.cluster.port;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.SplitBrainJoinMessage;
import com.hazelcast.internal.cluster.impl.SplitBrainJoinMessage.SplitBrainMergeCheckResult;
import com.hazelcast.internal.cluster.impl.TcpIpJoiner;
import com.hazelcast.internal.cluster.impl.operations.JoinMastershipClaimOp;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerConnectionManager;
import com.hazelcast.spi.impl.operationservice.impl.OperationServiceImpl;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets members that start at once find each other without Hazelcast's long waits. Hazelcast asks the others for their
 * consent to be the master and waits ten seconds for each answer, also where the question was lost because its receiver
 * had opened its port and not begun to serve it; it waits a second before it asks at all; who is not to be the master
 * asks who is once a second; and a master that is letting somebody in forgets who else asked, for a second again. What
 * does not come to its end here is left to Hazelcast. On the thread that joins; parts of a cluster look for each other on
 * one of Hazelcast's.
 */
final class PatientJoiner extends TcpIpJoiner {

    /** What members need from opening their ports to agreeing on a master, on a busy machine. */
    private static final long STARTING_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A question goes nowhere while its connection is being made, which on a quiet network takes no longer than this. */
    private static final long FIRST_ROUND_MS = 10;

    private static final long ROUND_MS = 100;

    /** What all others together may take to consent. They serve their ports: each has a connection. */
    private static final long CONSENT_SECONDS = 2;

    private volatile boolean isClaiming;

    PatientJoiner(Node node) {
        super(node);
    }

    @Override
    public void doJoin() {
        try {
            var others = getPossibleAddressesForInitialJoin().stream()
                    .filter(member -> !member.equals(node.getThisAddress()))
                    .toList();
            long endNanos = System.nanoTime() + STARTING_NANOS;
            awaitMaster(others, endNanos);
            if (clusterService.getMasterAddress() == null) {
                claim(others);
            }
            askToBeLetIn(endNanos);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        super.doJoin();
    }

    /** Returns when there is a master, or nobody to wait for: then this member is to claim that it is. */
    private void awaitMaster(Collection<Address> others, long endNanos) throws InterruptedException {
        for (long roundMs = FIRST_ROUND_MS;
                isToWaitFor(others) && isTimeLeft(endNanos);
                roundMs = Math.min(2 * roundMs, ROUND_MS)) {
            others.stream().filter(other -> !isBlacklisted(other)).forEach(clusterJoinManager::sendMasterQuestion);
            clusterService.blockOnJoin(roundMs);
        }
    }

    private boolean isToWaitFor(Collection<Address> others) {
        // Who refuses connections is on Hazelcast's black list; who serves its port has a connection.
        return clusterService.getMasterAddress() == null
                && others.stream()
                        .filter(other -> !isBlacklisted(other))
                        .anyMatch(other -> connections().getOrConnect(other) == null || isAhead(other));
    }

    /** Hazelcast's own order: the connected member of the lowest hash claims. */
    private boolean isAhead(Address other) {
        return other.hashCode() < node.getThisAddress().hashCode();
    }

    /** Whoever claims too does not consent; neither does who has a master. */
    @Override
    public boolean isClaimingMastership() {
        return isClaiming || super.isClaimingMastership();
    }

    private void claim(Collection<Address> others) throws InterruptedException {
        var asked = others.stream().filter(other -> !isBlacklisted(other)).toList();
        if (asked.isEmpty() || asked.stream().anyMatch(other -> connections().get(other) == null || isAhead(other))) {
            return;
        }
        isClaiming = true;
        if (doAllConsent(asked)) {
            clusterJoinManager.setThisMemberAsMaster();
        }
        isClaiming = false;
    }

    private boolean doAllConsent(Collection<Address> asked) throws InterruptedException {
        OperationServiceImpl operations = node.getNodeEngine().getOperationService();
        var consents = asked.stream()
                .map(other -> operations
                        .createInvocationBuilder(ClusterServiceImpl.SERVICE_NAME, new JoinMastershipClaimOp(), other)
                        .setTryCount(1)
                        .<Boolean>invoke())
                .toList();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(CONSENT_SECONDS);
        try {
            boolean doAll = true;
            for (var consent : consents) {
                doAll &= consent.get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            return doAll;
        } catch (ExecutionException | TimeoutException lost) {
            logger.fine("not all members have consented", lost);
            return false;
        }
    }

    /** Returns when it has been, when there is no master any more to ask, or no time. */
    private void askToBeLetIn(long endNanos) throws InterruptedException {
        Address master = clusterService.getMasterAddress();
        while (master != null
                && !master.equals(node.getThisAddress())
                && !isBlacklisted(master)
                && isTimeLeft(endNanos)) {
            if (connections().getOrConnect(master) != null) {
                clusterJoinManager.sendJoinRequest(master);
            }
            clusterService.blockOnJoin(ROUND_MS);
            master = clusterService.getMasterAddress();
        }
    }

    /**
     * Where the masters of other parts of a cluster that was split may be: also where somebody is connected from who is no
     * member. A master that is not among the configured members, such as a guest, knocks there for as long as there are two
     * parts; and a smaller part is to go to a bigger one, whose master does no more than knock. Hazelcast remembers
     * addresses of former members for that, but of a joiner of its own alone.
     */
    @Override
    public Collection<Address> getFilteredPossibleAddresses() {
        var possible = new LinkedHashSet<>(super.getFilteredPossibleAddresses());
        connections().getConnections().stream()
                .map(ServerConnection::getRemoteAddress)
                .filter(address -> address != null && clusterService.getMember(address) == null)
                .forEach(possible::add);
        return possible;
    }

    /**
     * Asks all at once. Hazelcast asks one after the other, waits five seconds for a connection to each and ten for an
     * answer, also where it was lost with a connection that both sides made at the same moment.
     */
    @Override
    public void searchForOtherClusters() {
        var others = getFilteredPossibleAddresses();
        if (others.isEmpty()) {
            return;
        }
        SplitBrainJoinMessage self = node.createSplitBrainJoinMessage();
        try {
            for (var answer : new OtherParts(node).ask(others, self).entrySet()) {
                if (clusterJoinManager.shouldMerge(answer.getValue())
                        == SplitBrainMergeCheckResult.LOCAL_NODE_SHOULD_MERGE) {
                    logger.info("going over to the part of the cluster at " + answer.getKey());
                    setTargetAddress(answer.getKey());
                    startClusterMerge(answer.getKey(), self.getMemberListVersion());
                    return;
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isTimeLeft(long endNanos) {
        return System.nanoTime() - endNanos < 0 && shouldRetry();
    }

    private ServerConnectionManager connections() {
        return node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
    }
}
