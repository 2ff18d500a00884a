package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.config.NodeLimits;
import dev.echobus.config.TestConfigs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that waste a connection: by the clock alone, and through real sockets. */
class TimeLimitsTest {

    private static final NodeLimits SETTINGS = TestConfigs.of(
                    "server.writeTimeoutMs=1000",
                    "server.writeProgressMinBytes=100",
                    "server.messageTimeoutMs=1000",
                    "server.idleTimeoutMs=5000")
            .server()
            .limits();

    private final GivenProgress progress = new GivenProgress();
    private final TimeLimits limits = new TimeLimits(progress, 0);

    @Test
    void aPeerMustTakeTheMinimumWithinTheInterval() {
        progress.unsent = 10_000;
        progress.sent = 99;
        update(999);
        assertThat(limits.stalled(nanos(999), SETTINGS)).isEmpty();
        update(1_000);
        assertThat(limits.stalled(nanos(1_000), SETTINGS))
                .contains(new CloseReason(
                        CloseCode.WRITE_TIMEOUT,
                        "took 99 bytes in 1000 ms while 10000 were unsent (server.writeTimeoutMs)"));
        progress.sent = 100;
        update(1_000);
        assertThat(limits.stalled(nanos(1_000), SETTINGS)).isEmpty();
        update(1_999);
        assertThat(limits.stalled(nanos(1_999), SETTINGS)).isEmpty();
        update(2_000);
        assertThat(limits.stalled(nanos(2_000), SETTINGS)).isPresent();
    }

    @Test
    void aPeerThatIsOwedNothingIsNotStalled() {
        update(100_000);
        assertThat(limits.stalled(nanos(100_000), SETTINGS)).isEmpty();
        progress.unsent = 1;
        update(100_999);
        assertThat(limits.stalled(nanos(100_999), SETTINGS)).isEmpty();
        update(101_000);
        assertThat(limits.stalled(nanos(101_000), SETTINGS)).isPresent();
    }

    @Test
    void aMessageMustEndInTime() {
        progress.received = 1;
        update(500);
        for (int ms = 600; ms < 1_000; ms += 100) {
            progress.received++;
            update(ms);
            assertThat(limits.overdue(nanos(ms), SETTINGS)).isEmpty();
        }
        update(1_000);
        assertThat(limits.overdue(nanos(1_000), SETTINGS))
                .contains(new CloseReason(
                        CloseCode.MESSAGE_TIMEOUT,
                        "5 bytes of a message, and no end of it, in 1000 ms (server.messageTimeoutMs)"));
        progress.messages = 4;
        update(1_000);
        assertThat(limits.overdue(nanos(1_000), SETTINGS)).isEmpty();
    }

    @Test
    void whileWeDoNotReadAMessageNeedNotEnd() {
        progress.received = 10;
        progress.isPaused = true;
        update(4_000);
        assertThat(limits.overdue(nanos(4_000), SETTINGS)).isEmpty();
        progress.isPaused = false;
        update(4_999);
        assertThat(limits.overdue(nanos(4_999), SETTINGS)).isEmpty();
        update(5_000);
        assertThat(limits.overdue(nanos(5_000), SETTINGS)).isPresent();
    }

    @Test
    void zeroTurnsALimitOff() {
        NodeLimits never = TestConfigs.of(
                        "server.writeTimeoutMs=0", "server.messageTimeoutMs=0", "server.idleTimeoutMs=0")
                .server()
                .limits();
        progress.unsent = 1;
        progress.received = 1;
        limits.update(nanos(1), never);
        limits.update(nanos(1_000_000_000), never);
        assertThat(limits.stalled(nanos(1_000_000_000), never)).isEmpty();
        assertThat(limits.overdue(nanos(1_000_000_000), never)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatNeverReadsIsCutAndOthersAreNot(Loop loop) {
        try (var server = ServerUnderTest.start(loop, "server.writeTimeoutMs=1000");
                var honest = server.connect();
                var stuck = Client.withSmallBuffers(server.port())) {
            server.event("opened");
            server.event("opened");
            CompletableFuture<Void> sending = stuck.sendAllInBackground(new byte[48 << 20]);
            while (!sending.isDone()) {
                assertThat(honest.send("x").read(1)).isEqualTo("x");
            }
            assertThat(server.event("closed").getString("reason")).startsWith("took 0 bytes in ");
            assertThat(honest.send("still here").read(10)).isEqualTo("still here");
        }
    }

    @ParameterizedTest
    @CsvSource({"line, 3, 0", "length, 3, 0", "length, 7, 4"})
    void aMessageThatDripsInIsCut(String framing, int startBytes, int repliedBytes) {
        try (var server = ServerUnderTest.start("server.framing=" + framing, "server.messageTimeoutMs=500");
                var slowloris = server.connect()) {
            slowloris.send(new byte[startBytes]);
            CompletableFuture<String> end = Background.supply(slowloris::readToEnd);
            assertThat(end.join()).hasSize(repliedBytes);
            server.event("opened");
            slowloris.closeOutput();
            assertThat(server.event("closed").getString("reason"))
                    .startsWith((startBytes - repliedBytes) + " bytes of a message");
        }
    }

    private void update(long ms) {
        limits.update(nanos(ms), SETTINGS);
    }

    private static long nanos(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }

    private static final class GivenProgress implements TimeLimits.Progress {

        private long received;
        private long messages;
        private long sent;
        private long unsent;
        private boolean isPaused;

        @Override
        public long receivedBytes() {
            return received;
        }

        @Override
        public long messageBytes() {
            return messages;
        }

        @Override
        public long sentBytes() {
            return sent;
        }

        @Override
        public long unsentBytes() {
            return unsent;
        }

        @Override
        public boolean isPaused() {
            return isPaused;
        }
    }
}
