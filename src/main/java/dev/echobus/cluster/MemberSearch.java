package dev.echobus.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import dev.echobus.cluster.MemberProbe.Answer;
import dev.echobus.cluster.MemberProbe.Probed;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which members of the configured list there are to join, and why the others are not in the cluster: Hazelcast goes on
 * without a word, or waits for minutes. Blocks for as long as {@link MemberProbe} does.
 */
final class MemberSearch {

    private static final Logger log = LoggerFactory.getLogger(MemberSearch.class);

    private MemberSearch() {}

    /**
     * The configured members without those that take connections and do not answer: Hazelcast would wait for each of them
     * longer than anybody waits for a node to start. One line of the log names them.
     */
    static List<Endpoint> membersToJoin(ClusterConfig settings) {
        var members = MemberAddresses.of(settings.members());
        var silent = MemberProbe.all(members, ClusterSecret.proof(settings)).stream()
                .filter(member -> member.answer() == Answer.NONE)
                .toList();
        if (silent.isEmpty()) {
            return members;
        }
        log.warn("joining without members of cluster.members: {}", listed(silent, settings));
        var left = silent.stream().map(Probed::endpoint).toList();
        return members.stream().filter(member -> !left.contains(member)).toList();
    }

    /** Logs which configured members are not in the cluster that this process has joined, and why. */
    static void log(ClusterConfig settings, HazelcastInstance hazelcast) {
        var absent = absentOf(settings, hazelcast);
        var nodes = hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .count();
        if (nodes == 1 && absent.isEmpty()) {
            log.info("alone: cluster.members names no other member");
        } else if (nodes == 1) {
            log.warn("alone: no member of cluster.members answered: {}", reasons(absent, settings));
        } else if (!absent.isEmpty()) {
            log.info("not in the cluster yet: {}", reasons(absent, settings));
        }
    }

    /** Which configured members are not in the cluster, and why; empty when all are. */
    static String absent(ClusterConfig settings, HazelcastInstance hazelcast) {
        return reasons(absentOf(settings, hazelcast), settings);
    }

    private static List<Endpoint> absentOf(ClusterConfig settings, HazelcastInstance hazelcast) {
        return MemberAddresses.of(settings.members()).stream()
                .filter(member -> !isIn(hazelcast, member))
                .toList();
    }

    /** Why a process that found nobody did not: each configured member, and what came of connecting to it. */
    static String describe(ClusterConfig settings) {
        return reasons(MemberAddresses.of(settings.members()), settings);
    }

    private static String reasons(List<Endpoint> absent, ClusterConfig settings) {
        int more = absent.size() - MemberProbe.MEMBERS_MAX;
        return listed(MemberProbe.all(absent, ClusterSecret.proof(settings)), settings)
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String listed(List<Probed> members, ClusterConfig settings) {
        return members.stream()
                .map(member -> member.answer() == Answer.MEMBER
                        ? member.endpoint().authority() + " (a member, but not of this cluster: it is starting, or has"
                                + " another cluster.name than \"" + settings.name() + "\")"
                        : member.toString())
                .collect(Collectors.joining(", "));
    }

    private static boolean isIn(HazelcastInstance hazelcast, Endpoint endpoint) {
        try {
            var address = new Address(InetAddress.getByName(endpoint.host()), endpoint.port());
            return hazelcast.getCluster().getMembers().stream()
                    .anyMatch(member -> member.getAddress().equals(address));
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
