package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.GuestLink;
import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.NodeAnswers.Answered;
import dev.echobus.cli.NodeAnswers.Round;
import dev.echobus.cluster.mesh.MeshNode;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.common.Quantity;
import dev.echobus.config.ClusterConfig;
import dev.echobus.runtime.BusGuest;
import dev.echobus.selftest.Bounded;
import dev.echobus.selftest.Verdict;
import dev.echobus.selftest.Way;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The cluster: a guest joins by the node itself, and every node has to answer a ping. */
final class ClusterWay implements Way {

    static final String NAME = "cluster";

    /** A member that is busy with others that come and go takes some seconds. */
    private static final int JOIN_MAX_MS = 30_000;

    private final Endpoint own;
    private final ClusterConfig guest;

    /**
     * @param own where the node itself is a member
     * @param guest the same cluster, for one that comes for a moment
     */
    ClusterWay(Endpoint own, ClusterConfig guest) {
        this.own = own;
        this.guest = guest;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return own.authority();
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        Vertx vertx;
        try {
            vertx = Bounded.await(BusGuest.join(guest), JOIN_MAX_MS);
        } catch (ExecutionException failure) {
            return Verdict.failed(Causes.describe(failure));
        } catch (TimeoutException late) {
            return Verdict.failed("not joined within " + JOIN_MAX_MS + " ms");
        }
        try (var link = new GuestLink(vertx)) {
            return asked(new NodeAnswers(link, NodeAnswers.WAIT_MS));
        } catch (LinkException failure) {
            return Verdict.failed(String.valueOf(failure.getMessage()));
        } finally {
            vertx.close();
        }
    }

    private Verdict asked(NodeAnswers nodes) throws InterruptedException, LinkException {
        Round infos = nodes.infos();
        Round pings = nodes.ask(Addresses.SERVICE_PING, infos);
        if (pings.answers().isEmpty()) {
            return Verdict.failed("no node answered within " + NodeAnswers.WAIT_MS + " ms");
        }
        if (!pings.missing().isEmpty()) {
            return Verdict.failed("no answer of "
                    + pings.missing().entrySet().stream()
                            .map(node -> "node " + node.getKey() + " (" + node.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
        // Under a name it is a member by one of its addresses, which is not looked up here.
        boolean isAmong = own.isNamed()
                || MeshNode.of(infos.bodies()).stream()
                        .anyMatch(node -> node.address().equals(own.authority()));
        return isAmong ? Verdict.ok(answered(pings.answers())) : Verdict.failed("this node is not among the members");
    }

    private static String answered(Map<String, Answered> answers) {
        long slowestNanos =
                answers.values().stream().mapToLong(Answered::nanos).max().orElse(0);
        String nodes = answers.size() == 1 ? "1 node answered" : answers.size() + " nodes answered";
        return nodes + " a ping within " + Quantity.ofNanos(slowestNanos);
    }
}
