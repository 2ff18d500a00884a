package dev.echobus.cluster;

import dev.echobus.common.Endpoint;
import dev.echobus.config.MemberAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/** The addresses of the members that a list names. Blocks for as long as the system's resolver does. Any thread. */
final class MemberAddresses {

    /** More members of one name are not looked for: those that are found know the others. */
    static final int OF_A_NAME_MAX = 64;

    private MemberAddresses() {}

    /** The members, each address of a service as one; of a service without, the name, as nothing better is known of it. */
    static List<Endpoint> of(List<MemberAddress> members) {
        return members.stream()
                .flatMap(member -> member.isService() ? lookUp(member.endpoint()) : Stream.of(member.endpoint()))
                .distinct()
                .toList();
    }

    /** By number: of names Hazelcast drops those that are not at the one interface it may use, all but this member's. */
    static List<String> authorities(List<Endpoint> members) {
        return members.stream()
                .flatMap(MemberAddresses::lookUp)
                .map(Endpoint::authority)
                .distinct()
                .toList();
    }

    private static Stream<Endpoint> lookUp(Endpoint member) {
        try {
            return Stream.of(InetAddress.getAllByName(member.host()))
                    .limit(OF_A_NAME_MAX)
                    .map(address -> Endpoint.tcp(address.getHostAddress(), member.port()));
        } catch (UnknownHostException unknown) {
            return Stream.of(member);
        }
    }
}
