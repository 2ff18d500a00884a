package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Peers that are owed megabytes: one that takes them slowly but steadily stays, one that takes drips goes. */
class SlowReaderTest {

    private static final String[] SETTINGS = {"server.writeTimeoutMs=2500", "server.writeProgressMinBytes=4096"};
    private static final int OWED_BYTES = 48 << 20;
    private static final int READS_A_SECOND = 20;

    /** Longer than the time-out, and than the kernel takes to fill. */
    private static final long WATCHED_NANOS = TimeUnit.SECONDS.toNanos(6);

    /**
     * A loopback segment is 64 KiB, and two of them fill a receive buffer: a reader must take as much within the time-out
     * for anybody to see that it reads. The kernel's own send buffer alone would ask for 1.3 MB.
     */
    private static final int STEADY_BYTES_A_SECOND = 160_000;

    @Test
    void aSlowButSteadyReaderIsKept() {
        try (var server = ServerUnderTest.start(SETTINGS);
                var client = Client.to(server.port())) {
            client.sendAllInBackground(new byte[OWED_BYTES]);
            assertThat(readSlowly(client, STEADY_BYTES_A_SECOND)).isGreaterThanOrEqualTo(WATCHED_NANOS);
            server.event("opened");
            assertThat(server.total("connectionsOpen")).isOne();
        }
    }

    @Test
    void aReaderOfDripsIsCut() {
        try (var server = ServerUnderTest.start(SETTINGS);
                var client = Client.to(server.port())) {
            client.sendAllInBackground(new byte[OWED_BYTES]);
            server.event("opened");
            long start = System.nanoTime();
            Await.until("drips until it is cut", () -> {
                if (server.total("connectionsOpen") > 0) {
                    client.readBytes(1);
                }
                return server.total("connectionsOpen") == 0;
            });
            assertThat(server.event("closed").getString("code")).isEqualTo("WRITE_TIMEOUT");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(2_500));
        }
    }

    /** Reads so much a second, and returns for how long it could. */
    private static long readSlowly(Client client, int bytesASecond) {
        long start = System.nanoTime();
        int bytes = bytesASecond / READS_A_SECOND;
        for (long read = 0; System.nanoTime() - start < WATCHED_NANOS; read += bytes) {
            if (client.readBytes(bytes).length < bytes) {
                return System.nanoTime() - start;
            }
            long next = start + TimeUnit.SECONDS.toNanos(1) * (read + bytes) / bytesASecond;
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
        return System.nanoTime() - start;
    }
}
