package dev.echobus.cluster.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.core.spi.cluster.RegistrationListener;
import io.vertx.core.spi.cluster.RegistrationUpdateEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the event bus's cache of routes is given when members come, go and are lost. */
class RouteTableTest {

    private static final RegistrationInfo OF_A = new RegistrationInfo("a", 1, false);
    private static final RegistrationInfo OF_B = new RegistrationInfo("b", 2, false);

    private final Map<String, List<RegistrationInfo>> cluster = new HashMap<>();
    private final Set<String> members = new LinkedHashSet<>(List.of("a", "b"));
    private final Cache cache = new Cache();
    private final RouteTable table =
            new RouteTable(cache, address -> Future.succeededFuture(registrations(address)), () -> members);

    /** As Vert.x has it: an address without consumers is no entry. */
    private static final class Cache implements RegistrationListener {
        private final Map<String, List<String>> entries = new TreeMap<>();

        @Override
        public void registrationsUpdated(RegistrationUpdateEvent event) {
            var nodes =
                    event.registrations().stream().map(RegistrationInfo::nodeId).toList();
            if (nodes.isEmpty()) {
                entries.remove(event.address());
            } else {
                entries.put(event.address(), nodes);
            }
        }

        @Override
        public boolean wantsUpdatesFor(String address) {
            return entries.containsKey(address);
        }
    }

    @Test
    void whatIsLostWithAMemberLeavesTheCache() {
        sendTo("echo", OF_A, OF_B);
        sendTo("other", OF_B);
        members.remove("b");
        cluster.put("echo", List.of(OF_A));
        cluster.put("other", List.of());

        table.registrationsLost();

        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a")));
        assertThat(table.routes()).isEqualTo(Map.of("echo", Set.of("a")));
    }

    /** The cluster's map is cleaned some time after the member is gone. */
    @Test
    void aMemberThatIsGoneIsNotSentToWhateverTheClusterStillKnows() {
        sendTo("echo", OF_A, OF_B);
        members.remove("b");

        table.registrationsLost();

        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a")));
    }

    @Test
    void aMemberThatIsBackIsSentToAgain() {
        sendTo("echo", OF_A, OF_B);
        members.remove("b");
        table.registrationsLost();
        members.add("b");

        table.refresh();

        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a", "b")));
    }

    @Test
    void aMemberThatRefusesIsPassedOverUntilItIsTriedAgain() {
        sendTo("echo", OF_A, OF_B);
        sendTo("other", OF_B);

        assertThat(table.passOver("b")).isTrue();
        assertThat(table.passOver("b")).isFalse();
        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a"), "other", List.of("b")));
        assertThat(table.routes())
                .as("what an audit hears")
                .isEqualTo(Map.of("echo", Set.of("a", "b"), "other", Set.of("b")));
        table.refresh();
        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a"), "other", List.of("b")));

        table.tryAgain("b");
        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a", "b"), "other", List.of("b")));
    }

    @Test
    void whatTheCacheHasDroppedIsForgotten() {
        sendTo("echo", OF_A);
        cache.entries.clear();

        table.refresh();

        assertThat(cache.entries).isEmpty();
        assertThat(table.routes()).isEmpty();
    }

    /** Others do not send to it, so that no audit may look for it. */
    @Test
    void aConsumerOfThisProcessAloneIsNoRoute() {
        var local = new RegistrationInfo("a", 3, true);

        sendTo("echo", local);
        sendTo("other", local, OF_B);

        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a"), "other", List.of("a", "b")));
        assertThat(table.routes()).isEqualTo(Map.of("other", Set.of("b")));
    }

    /** A change that comes while routes are looked up may be missed by that lookup. */
    @Test
    void whatIsAskedForDuringARefreshIsDoneAfterIt() {
        var lookups = new ArrayList<Promise<List<RegistrationInfo>>>();
        var slow = new RouteTable(
                cache,
                address -> {
                    lookups.add(Promise.promise());
                    return lookups.get(lookups.size() - 1).future();
                },
                () -> members);
        slow.registrationsUpdated(new RegistrationUpdateEvent("echo", List.of(OF_A)));
        slow.refresh();
        slow.refresh();
        slow.refresh();
        assertThat(lookups).hasSize(1);

        lookups.get(0).complete(List.of(OF_A));
        assertThat(lookups).hasSize(2);
        lookups.get(1).complete(List.of(OF_A, OF_B));

        assertThat(lookups).hasSize(2);
        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a", "b")));
    }

    @Test
    void aFailedLookupKeepsTheRouteAndTheOthersGoOn() {
        var failing = new RouteTable(
                cache,
                address -> address.equals("echo")
                        ? Future.failedFuture("no quorum")
                        : Future.succeededFuture(List.of(OF_B)),
                () -> members);
        failing.registrationsUpdated(new RegistrationUpdateEvent("echo", List.of(OF_A)));
        failing.registrationsUpdated(new RegistrationUpdateEvent("other", List.of(OF_A)));

        failing.refresh();

        assertThat(cache.entries).isEqualTo(Map.of("echo", List.of("a"), "other", List.of("b")));
    }

    private void sendTo(String address, RegistrationInfo... registrations) {
        cluster.put(address, List.of(registrations));
        cache.registrationsUpdated(new RegistrationUpdateEvent(address, table.found(address, registrations(address))));
    }

    private List<RegistrationInfo> registrations(String address) {
        return cluster.getOrDefault(address, List.of());
    }
}
