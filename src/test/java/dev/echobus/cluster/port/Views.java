package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What members see of their cluster. */
final class Views {

    private static final int PATIENCE_SECONDS = 60;

    private Views() {}

    static void await(HazelcastInstance member, int count) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (member.getCluster().getMembers().size() != count) {
            assertThat(System.nanoTime()).as("%s members in time", count).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
