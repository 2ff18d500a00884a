package dev.echobus.cluster;

import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.MemberAddress;
import dev.echobus.wire.HostAddresses;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks the names among the members up again, every {@link #ALONE_PERIOD_MS} while this node is alone and every
 * {@link #JOINED_PERIOD_MS} afterwards: nodes that start together find few of each other in the DNS at first, and pairs of
 * them may have met. Hazelcast then looks for whoever is new when it looks for other parts of the cluster. What was known
 * of a name stays while it cannot be looked up. One round at a time, on one context.
 */
final class MemberLookup {

    /** By then a record that a Kubernetes service has gained can be seen; a question costs next to nothing. */
    static final int ALONE_PERIOD_MS = 1_000;

    static final int JOINED_PERIOD_MS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(MemberLookup.class);

    private final Vertx vertx;
    private final List<Endpoint> members;
    private final MemberList list;
    private final BooleanSupplier isAlone;

    /** Of each member the addresses last found. */
    private final Map<Endpoint, List<String>> known = new LinkedHashMap<>();

    /** Blocks for as long as the system's resolver does, whose answers stand until Vert.x's has others. */
    MemberLookup(Vertx vertx, List<MemberAddress> members, MemberList list, BooleanSupplier isAlone) {
        this.vertx = vertx;
        this.members = members.stream().map(MemberAddress::endpoint).toList();
        this.list = list;
        this.isAlone = isAlone;
        this.members.forEach(member -> known.put(member, MemberAddresses.authorities(List.of(member))));
        publish();
    }

    /** Goes on until the Vertx is closed. Does nothing for a list without names. */
    void start() {
        if (members.stream().anyMatch(Endpoint::isNamed)) {
            vertx.getOrCreateContext().runOnContext(turn -> round());
        }
    }

    private void round() {
        var lookups =
                members.stream().filter(Endpoint::isNamed).map(this::lookUp).toList();
        Future.join(lookups).onComplete(done -> {
            publish();
            vertx.setTimer(isAlone.getAsBoolean() ? ALONE_PERIOD_MS : JOINED_PERIOD_MS, due -> round());
        });
    }

    private Future<?> lookUp(Endpoint member) {
        return HostAddresses.of(vertx, member.host(), member.port())
                .onSuccess(found -> known.put(
                        member,
                        found.stream()
                                .limit(MemberAddresses.OF_A_NAME_MAX)
                                .map(address -> Endpoint.tcp(address.hostAddress(), address.port())
                                        .authority())
                                .toList()))
                .onFailure(failure -> log.debug("no address of {}: {}", member.host(), Causes.describe(failure)));
    }

    private void publish() {
        var before = list.getMembers();
        var now = members.stream()
                .flatMap(member -> known.getOrDefault(member, List.of()).stream())
                .distinct()
                .toList();
        if (!Set.copyOf(before).equals(Set.copyOf(now))) {
            list.setMembers(now);
            log.info("looking for members at {}", String.join(", ", now));
        }
    }
}
