package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.version.MemberVersion;
import dev.echobus.cluster.Member.State;
import dev.echobus.metric.ClusterSnapshot;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is made of the merge of a cluster that was split, in which members get other ids, and events come in any order or
 * not at all.
 */
class MembershipTest {

    private final Set<com.hazelcast.cluster.Member> current = new LinkedHashSet<>();
    private final Membership membership = new Membership(() -> current);
    private final List<Member> changes = new ArrayList<>();

    private com.hazelcast.cluster.Member self;
    private com.hazelcast.cluster.Member other;

    @BeforeEach
    void join() throws UnknownHostException {
        self = member("selfself", 5_701);
        other = member("other-id", 5_702);
        membership.added(self);
        membership.added(other);
        membership.onChange(changes::add);
    }

    @Test
    void afterAMergeTheSameMembersUnderOtherIdsAreNoNews() throws UnknownHostException {
        current.addAll(List.of(member("selfself", 5_701), member("other-id", 5_702)));

        membership.lifecycle(LifecycleState.MERGED);

        assertThat(changes).isEmpty();
        assertThat(names(State.UP)).containsExactly("selfself", "other-id");
        assertThat(membership.snapshot()).isEqualTo(new ClusterSnapshot(2, 2, 0, 0));
    }

    @Test
    void whereAMemberShouldBeAndIsNotIsKnownWithTheOneThatWasThere() {
        String lost = Membership.text(other.getAddress());
        String never = lost.replace("5702", "5703");
        var listed = List.of(Membership.text(self.getAddress()), lost, never);
        assertThat(membership.absent(listed)).containsExactly(new Absence(never, null));

        membership.removed("other-id", other.getUuid());

        assertThat(membership.absent(listed))
                .extracting(absence -> absence.toJson().encode())
                .containsExactly(
                        "{\"address\":\"%s\",\"node\":\"other-id\",\"state\":\"lost\"}".formatted(lost),
                        "{\"address\":\"%s\"}".formatted(never));
    }

    @Test
    void theEndOfAnIdThatAMergeReplacedIsNoLoss() throws UnknownHostException {
        current.addAll(List.of(self, member("other-id", 5_702)));

        membership.lifecycle(LifecycleState.MERGED);
        membership.removed("other-id", other.getUuid());

        assertThat(changes).isEmpty();
        assertThat(names(State.UP)).containsExactly("selfself", "other-id");
    }

    @Test
    void whoCameOrWasLostInAMergeIsReportedOnce() throws UnknownHostException {
        current.addAll(List.of(member("selfself", 5_701), member("third-id", 5_703)));

        membership.lifecycle(LifecycleState.MERGED);

        assertThat(changes)
                .extracting(change -> change.name() + " " + change.state())
                .containsExactly("third-id UP", "other-id LOST");
        assertThat(names(State.UP)).containsExactly("selfself", "third-id");
        assertThat(names(State.LOST)).containsExactly("other-id");
        assertThat(membership.snapshot()).isEqualTo(new ClusterSnapshot(2, 3, 0, 1));
    }

    @Test
    void whileAClusterMergesNothingIsSaidOfItsMembers() {
        membership.lifecycle(LifecycleState.MERGING);
        membership.lifecycle(LifecycleState.MERGE_FAILED);

        assertThat(changes).isEmpty();
        assertThat(names(State.UP)).containsExactly("selfself", "other-id");
    }

    private List<String> names(State state) {
        return membership.members().stream()
                .filter(member -> member.state() == state)
                .map(Member::name)
                .toList();
    }

    /** With an id of its own each time, as a merge gives. */
    private static com.hazelcast.cluster.Member member(String nodeId, int port) throws UnknownHostException {
        return new MemberImpl.Builder(new Address("127.0.0.1", port))
                .version(MemberVersion.of("5.6.0"))
                .uuid(UUID.randomUUID())
                .attributes(Map.of("__vertx.nodeId", nodeId))
                .build();
    }
}
