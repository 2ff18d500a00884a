package dev.echobus.cluster.port;

import com.hazelcast.cluster.Address;
import com.hazelcast.instance.EndpointQualifier;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.SplitBrainJoinMessage;
import com.hazelcast.internal.cluster.impl.operations.SplitBrainMergeValidationOp;
import com.hazelcast.internal.server.ServerConnectionManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Who is there of a cluster that was split: asks others for what they are, all at once, each once and for a bounded time.
 * Who does not answer is asked again when the parts look for each other again. Any thread, which waits.
 */
final class OtherParts {

    /** A connection that takes longer is there the next time. */
    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Node node;

    OtherParts(Node node) {
        this.node = node;
    }

    /** The answers of those who are masters and would have one of the two parts go over to the other. */
    Map<Address, SplitBrainJoinMessage> ask(Collection<Address> others, SplitBrainJoinMessage self)
            throws InterruptedException {
        var asked = new LinkedHashMap<Address, Future<SplitBrainJoinMessage>>();
        connected(others).forEach(other -> asked.put(other, question(other, self)));
        var answers = new LinkedHashMap<Address, SplitBrainJoinMessage>();
        long endNanos = System.nanoTime() + ANSWER_NANOS;
        for (var each : asked.entrySet()) {
            try {
                SplitBrainJoinMessage answer = each.getValue().get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (answer != null) {
                    answers.put(each.getKey(), answer);
                }
            } catch (ExecutionException | TimeoutException lost) {
                node.getLogger(OtherParts.class).fine("no answer of " + each.getKey(), lost);
            }
        }
        return answers;
    }

    private List<Address> connected(Collection<Address> others) throws InterruptedException {
        var missing = new ArrayList<>(others);
        var connected = new ArrayList<Address>();
        long endNanos = System.nanoTime() + CONNECT_NANOS;
        while (true) {
            for (Address other : List.copyOf(missing)) {
                if (connections().getOrConnect(other, true) != null) {
                    missing.remove(other);
                    connected.add(other);
                }
            }
            if (missing.isEmpty() || System.nanoTime() - endNanos > 0) {
                return connected;
            }
            LockSupport.parkNanos(POLL_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private Future<SplitBrainJoinMessage> question(Address other, SplitBrainJoinMessage self) {
        return node.getNodeEngine()
                .getOperationService()
                .createInvocationBuilder(ClusterServiceImpl.SERVICE_NAME, new SplitBrainMergeValidationOp(self), other)
                .setTryCount(1)
                .invoke();
    }

    private ServerConnectionManager connections() {
        return node.getServer().getConnectionManager(EndpointQualifier.MEMBER);
    }
}
