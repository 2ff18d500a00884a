package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.client.TestNameServer;
import dev.echobus.common.Endpoint;
import dev.echobus.config.MemberAddress;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Members that are named by one name, as by a headless service, and a name server on loopback that learns of them late. */
class MemberLookupTest {

    private Vertx vertx;
    private TestNameServer names;
    private MembersUnderTest members;
    private int port;
    private int otherPort;

    @BeforeEach
    void open() throws IOException {
        vertx = Vertx.vertx();
        names = new TestNameServer(vertx);
        members = new MembersUnderTest();
        port = FreePorts.next();
        otherPort = FreePorts.next();
    }

    @AfterEach
    void close() throws Exception {
        members.close();
        MembersUnderTest.await(vertx.close());
    }

    /** The name is of both; one address with two ports is what a machine has for them. */
    @Test
    void membersThatStartTogetherFindEachOtherOnceTheNameHasThem() throws Exception {
        Vertx first = start(port);
        Vertx second = start(otherPort);
        members.memberOf(first).follow(first);
        members.memberOf(second).follow(second);
        int asked = names.questions();
        MembersUnderTest.awaitTrue(() -> names.questions() > asked + 3, "more questions");
        assertThat(nodesOf(first)).isOne();
        assertThat(nodesOf(second)).isOne();

        names.hasAddresses("127.0.0.1");
        MembersUnderTest.awaitTrue(
                () -> nodesOf(first) == 2 && nodesOf(second) == 2, "one cluster: " + members.lines());
    }

    @Test
    void whatWasFoundStaysWhileTheNameHasNothing() throws Exception {
        names.hasAddresses("127.0.0.2", "127.0.0.3");
        Vertx asking = start(port);
        var list = new MemberList();
        new MemberLookup(asking, List.of(service(port)), list, () -> true).start();
        MembersUnderTest.awaitTrue(() -> list.getMembers().size() == 2, "two addresses: " + list.getMembers());
        names.hasAddresses();
        int asked = names.questions();
        MembersUnderTest.awaitTrue(() -> names.questions() > asked + 3, "more questions");
        assertThat(list.getMembers()).containsExactlyInAnyOrder("127.0.0.2:" + port, "127.0.0.3:" + port);
    }

    private int nodesOf(Vertx vertx) {
        return members.memberOf(vertx).membership().nodes();
    }

    private Vertx start(int own) throws Exception {
        return members.start(
                Map.of("cluster.members", List.of(service(port), service(otherPort)), "cluster.port", own),
                names.resolver());
    }

    private static MemberAddress service(int port) {
        return new MemberAddress(Endpoint.tcp("members.invalid", port), true);
    }
}
