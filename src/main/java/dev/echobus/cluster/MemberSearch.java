package dev.echobus.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.core.HazelcastInstance;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Why members of the configured list are not in the cluster, found by connecting to them once more: Hazelcast goes on
 * without a word. Blocks, so on a worker thread; bounded in members and in time for each.
 */
final class MemberSearch {

    /** Enough to see what is wrong with a list. */
    static final int MEMBERS_MAX = 16;

    /** Within one data centre, an answer takes a few milliseconds. */
    static final int CONNECT_TIMEOUT_MS = 500;

    private static final Logger log = LoggerFactory.getLogger(MemberSearch.class);

    private final ClusterConfig settings;
    private final List<String> silent = new ArrayList<>();

    private MemberSearch(ClusterConfig settings) {
        this.settings = settings;
    }

    /** Logs which configured members are not in the cluster that this process has joined, and why. */
    static void log(ClusterConfig settings, HazelcastInstance hazelcast) {
        var search = new MemberSearch(settings);
        search.connectToAll(hazelcast);
        var nodes = hazelcast.getCluster().getMembers().stream()
                .filter(member -> !member.isLiteMember())
                .count();
        if (nodes > 1 && !search.silent.isEmpty()) {
            log.info("not in the cluster yet: {}", search.all());
        } else if (!search.silent.isEmpty()) {
            log.warn("alone: no member of cluster.members answered: {}", search.all());
        }
    }

    /** Why a process that found nobody did not: each configured member, and what came of connecting to it. */
    static String describe(ClusterConfig settings) {
        var search = new MemberSearch(settings);
        search.connectToAll(null);
        return search.all();
    }

    private String all() {
        int more = settings.members().size() - MEMBERS_MAX;
        return silent.stream().collect(Collectors.joining(", ")) + (more > 0 ? " and " + more + " more" : "");
    }

    private void connectToAll(@Nullable HazelcastInstance hazelcast) {
        settings.members().stream().limit(MEMBERS_MAX).forEach(member -> connect(member, hazelcast));
    }

    private void connect(Endpoint member, @Nullable HazelcastInstance hazelcast) {
        try {
            var address = new Address(InetAddress.getByName(member.host()), member.port());
            if (hazelcast != null && isIn(hazelcast, address)) {
                return;
            }
            try (var socket = new Socket()) {
                socket.connect(new InetSocketAddress(address.getInetAddress(), member.port()), CONNECT_TIMEOUT_MS);
            }
            silent.add(
                    member.authority() + " (answers, but not for cluster \"" + settings.name() + "\", cluster.name)");
        } catch (UnknownHostException unknown) {
            silent.add(member.authority() + " (no address found)");
        } catch (SocketTimeoutException timeout) {
            silent.add(member.authority() + " (no answer in " + CONNECT_TIMEOUT_MS + " ms)");
        } catch (IOException refused) {
            silent.add(member.authority() + " (" + Causes.describe(refused) + ")");
        }
    }

    private static boolean isIn(HazelcastInstance hazelcast, Address address) {
        return hazelcast.getCluster().getMembers().stream()
                .anyMatch(member -> member.getAddress().equals(address));
    }
}
