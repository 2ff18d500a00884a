package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.instance.impl.Node;
import com.hazelcast.internal.cluster.Joiner;
import com.hazelcast.spi.impl.operationservice.Operation;
import com.hazelcast.spi.impl.operationservice.UrgentSystemOperation;
import com.hazelcast.spi.impl.operationservice.impl.OperationServiceImpl;
import dev.echobus.Background;
import dev.echobus.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A part of a cluster that was split looks for the others, where some addresses have nobody who answers. */
@Timeout(120)
class OtherPartsTest {

    /** For all connections and answers together. Hazelcast takes five and ten for each. */
    private static final Duration SEARCH_MAX = Duration.ofSeconds(4);

    private static final int SILENT = 3;

    private final List<HazelcastInstance> members = new ArrayList<>();
    private final List<ServerSocket> silent = new ArrayList<>();

    /** Keeps the threads busy that would answer. */
    private final CountDownLatch mayAnswer = new CountDownLatch(1);

    @AfterEach
    void shutDown() throws IOException {
        mayAnswer.countDown();
        members.forEach(HazelcastInstance::shutdown);
        for (ServerSocket each : silent) {
            each.close();
        }
    }

    /** They take connections and say nothing. */
    @Test
    void silentAddressesHideNobody() throws Exception {
        Config config = config();
        HazelcastInstance alone = start(config);
        HazelcastInstance other = startPartOfTwo();
        List<Integer> asked = new ArrayList<>();
        for (int n = 0; n < SILENT; n++) {
            var socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
            silent.add(socket);
            asked.add(socket.getLocalPort());
        }
        asked.add(port(other));
        lookAmong(config, asked);

        assertThat(search(alone)).isLessThan(SEARCH_MAX);

        Views.await(alone, 3);
        Views.await(other, 3);
    }

    @Test
    void aLostAnswerIsNotWaitedForLong() throws Exception {
        Config config = config();
        HazelcastInstance alone = start(config);
        HazelcastInstance other = startPartOfTwo();
        lookAmong(config, List.of(port(other)));
        keepBusy(other);

        assertThat(search(alone)).isLessThan(SEARCH_MAX);
        assertThat(alone.getCluster().getMembers()).hasSize(1);

        mayAnswer.countDown();
        search(alone);
        Views.await(alone, 3);
    }

    private static Duration search(HazelcastInstance member) {
        Joiner joiner = node(member).getJoiner();
        long beginNanos = System.nanoTime();
        joiner.searchForOtherClusters();
        return Duration.ofNanos(System.nanoTime() - beginNanos);
    }

    /** All threads that run what is no partition's. */
    private void keepBusy(HazelcastInstance member) throws InterruptedException {
        OperationServiceImpl operations = node(member).getNodeEngine().getOperationService();
        var busy = new CountDownLatch(operations.getOperationExecutor().getGenericThreadCount());
        for (long n = busy.getCount(); n > 0; n--) {
            Operation busyness = new Busyness(busy, mayAnswer);
            busyness.setPartitionId(Operation.GENERIC_PARTITION_ID);
            operations.execute(busyness);
        }
        assertThat(busy.await(30, TimeUnit.SECONDS)).as("all are busy").isTrue();
    }

    private static final class Busyness extends Operation implements UrgentSystemOperation {

        private final CountDownLatch begun;
        private final CountDownLatch over;

        Busyness(CountDownLatch begun, CountDownLatch over) {
            this.begun = begun;
            this.over = over;
        }

        @Override
        public void run() throws InterruptedException {
            begun.countDown();
            assertThat(over.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Node node(HazelcastInstance member) {
        return ((HazelcastInstanceProxy) member).getOriginal().node;
    }

    private static int port(HazelcastInstance member) {
        Address address = node(member).getThisAddress();
        return address.getPort();
    }

    private HazelcastInstance startPartOfTwo() {
        Config first = config();
        HazelcastInstance other = start(first);
        Config second = config();
        lookAmong(second, List.of(port(other)));
        start(second);
        assertThat(other.getCluster().getMembers()).hasSize(2);
        return other;
    }

    private HazelcastInstance start(Config config) {
        var member = Background.supply(() -> MemberPort.open(config, null)).join();
        members.add(member);
        return member;
    }

    /** Who looks for nobody but itself. */
    private static Config config() {
        int port = FreePorts.next();
        return LoopbackConfig.of("other-parts", port, List.of(port));
    }

    private static void lookAmong(Config config, List<Integer> ports) {
        config.getNetworkConfig()
                .getJoin()
                .getTcpIpConfig()
                .setMembers(ports.stream().map(port -> "127.0.0.1:" + port).toList());
    }
}
