package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import com.sun.management.ThreadMXBean;
import dev.echobus.Background;
import dev.echobus.FreePorts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A member whose port takes connections and says nothing: stopped, or just starting on a busy machine. */
@Timeout(120)
class SilentMemberTest {

    private static final String NAME = "silence";

    /** What a connection that waits is looked at for. */
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** A thread that goes round and round takes nearly all of the time, one that waits a few milliseconds. */
    private static final Duration PROCESSOR_MAX = Duration.ofMillis(400);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void waitingForItCostsNothing() throws Exception {
        CompletableFuture<HazelcastInstance> opened;
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var config = LoopbackConfig.of(NAME, FreePorts.next(), List.of(silent.getLocalPort()));
            opened = Background.supply(() -> MemberPort.open(config, null));
            try (var connection = silent.accept()) {
                assertThat(connection.getInputStream().readNBytes(3)).asString().isEqualTo("HZC");
                // It has all that it ever says now, and packets that wait for an answer.
                long before = processorNanos();
                assertNothingComes(connection);
                assertThat(Duration.ofNanos(processorNanos() - before)).isLessThan(PROCESSOR_MAX);
            }
        }
        opened.get(90, TimeUnit.SECONDS).shutdown();
    }

    private static void assertNothingComes(Socket connection) throws IOException {
        connection.setSoTimeout((int) LOOK.toMillis());
        assertThatThrownBy(() -> connection.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    /** Of the threads that write to other members. */
    private long processorNanos() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(thread -> thread != null && isWriter(thread))
                .mapToLong(thread -> threads.getThreadCpuTime(thread.getThreadId()))
                .sum();
    }

    private static boolean isWriter(ThreadInfo thread) {
        return thread.getThreadName().startsWith("hz." + NAME)
                && thread.getThreadName().contains("IO.thread-out");
    }
}
