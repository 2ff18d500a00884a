package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import dev.echobus.Background;
import dev.echobus.FreePorts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two parts of a cluster, the bigger one's master a guest that no node has among the members that it looks for. */
@Timeout(120)
class GuestAsMasterTest {

    private static final int GUEST = FreePorts.next();
    private static final int ALONE = FreePorts.next();
    private static final int SECOND = FreePorts.next();
    private static final int THIRD = FreePorts.next();

    private final List<HazelcastInstance> members = new ArrayList<>();

    @AfterEach
    void shutDown() {
        members.forEach(HazelcastInstance::shutdown);
    }

    @Test
    void theSmallerPartFindsIt() {
        HazelcastInstance guest =
                start(config(GUEST, List.of(ALONE, SECOND, THIRD)).setLiteMember(true));
        start(config(SECOND, List.of(SECOND, GUEST)));
        start(config(THIRD, List.of(THIRD, GUEST)));
        assertThat(guest.getCluster().getMembers().iterator().next().localMember())
                .as("the guest is master")
                .isTrue();
        HazelcastInstance alone = start(config(ALONE, List.of(ALONE)));

        Views.await(alone, 4);
        Views.await(guest, 4);
    }

    private HazelcastInstance start(Config config) {
        var member = Background.supply(() -> MemberPort.open(config, null)).join();
        members.add(member);
        return member;
    }

    private static Config config(int port, List<Integer> others) {
        return LoopbackConfig.of("guest-as-master", port, others)
                .setProperty("hazelcast.merge.first.run.delay.seconds", "1")
                .setProperty("hazelcast.merge.next.run.delay.seconds", "1");
    }
}
