package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.map.EntryProcessor;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member that does not say that it has its copy of a registration: it is stopped, or sees other owners just now. */
@Timeout(120)
class LostCopyTest {

    /** Less than Hazelcast's own five seconds by more than a busy machine is late. */
    private static final int PATIENCE_SECONDS = 4;

    private static final CountDownLatch RELEASED = new CountDownLatch(1);

    private static volatile CountDownLatch held = new CountDownLatch(0);

    @Test
    void aConsumerIsRegisteredWithoutIt() throws Exception {
        try (var members = new MembersUnderTest()) {
            Vertx owner = members.start(Map.of());
            HazelcastInstance ownerMember =
                    Hazelcast.getAllHazelcastInstances().iterator().next();
            members.start(Map.of());
            HazelcastInstance silent = Hazelcast.getAllHazelcastInstances().stream()
                    .filter(instance -> instance != ownerMember)
                    .findAny()
                    .orElseThrow();
            MembersUnderTest.awaitTrue(
                    () -> ownerMember.getPartitionService().isClusterSafe(), "copy of each partition");
            String address = ownedBy(ownerMember, ownerMember.getCluster().getLocalMember());
            holdPartitions(silent);
            try {
                owner.eventBus()
                        .consumer(address, message -> message.reply("here"))
                        .completion()
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } finally {
                RELEASED.countDown();
            }
            assertThat(MembersUnderTest.await(MembersUnderTest.request(owner, address, 5_000))
                            .body())
                    .isEqualTo("here");
        }
    }

    private static String ownedBy(HazelcastInstance instance, Member owner) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "address-" + number)
                .filter(address -> owner.equals(
                        instance.getPartitionService().getPartition(address).getOwner()))
                .findFirst()
                .orElseThrow();
    }

    /** Has each of the member's threads for its share of the maps wait until all are released. */
    private static void holdPartitions(HazelcastInstance member) throws InterruptedException {
        int threads = ((HazelcastInstanceProxy) member)
                .getOriginal()
                .node
                .getNodeEngine()
                .getOperationService()
                .getPartitionThreadCount();
        held = new CountDownLatch(threads);
        var local = member.getCluster().getLocalMember();
        var map = member.<String, String>getMap("holding");
        for (int number = 0; held.getCount() > 0; number++) {
            String key = "key-" + number;
            var partition = member.getPartitionService().getPartition(key);
            if (local.equals(partition.getOwner())) {
                map.submitToKey(key, new Hold());
            }
            held.await(1, TimeUnit.MILLISECONDS);
        }
    }

    private static final class Hold implements EntryProcessor<String, String, Void> {

        private static final long serialVersionUID = 1;

        @Override
        public Void process(Map.Entry<String, String> entry) {
            held.countDown();
            try {
                RELEASED.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        @Override
        public EntryProcessor<String, String, Void> getBackupProcessor() {
            return null;
        }
    }
}
