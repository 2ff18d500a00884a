package dev.echobus.cluster;

import dev.echobus.bus.Addresses;
import dev.echobus.cluster.route.AuditScope;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What nodes audit of each other: the addresses of the contract that stay, at members that are there. Guests hold nothing
 * and are not asked. Any thread.
 */
record NodeScope(Membership membership) implements AuditScope {

    @Override
    public Set<String> members() {
        return names(member -> true);
    }

    @Override
    public Set<String> asked() {
        return names(member -> member.kind() == Member.Kind.NODE);
    }

    @Override
    public String nameOf(String nodeId) {
        return Membership.nameOf(nodeId);
    }

    @Override
    public String reportAddress(String name) {
        return Addresses.nodeRoutes(name);
    }

    @Override
    public boolean isAudited(String address) {
        return Addresses.isService(address);
    }

    private Set<String> names(Predicate<Member> isMeant) {
        return membership.members().stream()
                .filter(member -> member.state() == Member.State.UP && isMeant.test(member))
                .map(Member::name)
                .collect(Collectors.toSet());
    }
}
