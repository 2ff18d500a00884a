package dev.echobus.load.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.ScriptedServer;
import dev.echobus.load.check.Fault;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who closes a connection, and what comes before it is closed. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClosingTest {

    private static final int SIZE = 64;

    private final Plans plans = new Plans();

    @Test
    void aServerThatClosesAnIdleConnectionLosesIt() throws IOException, InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 16;
        plans.rate = 20.0;
        try (var server = new ScriptedServer((in, out) -> {
            out.write(in.readNBytes(SIZE));
            out.write(in.readNBytes(SIZE));
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.connections().lost()).isPositive();
            assertThat(result.connections().replaced()).isZero();
            assertThat(result.errors()).isEqualTo(result.connections().lost() + result.unanswered());
        }
    }

    /** Only the end of the input tells this server to send it: it comes after the last echo. */
    @ParameterizedTest
    @ValueSource(longs = {0, 50})
    void oneByteBehindTheLastEchoIsFound(long lifetimeMs) throws IOException, InterruptedException {
        plans.lifetimeMs = lifetimeMs;
        try (var server = new ScriptedServer((in, out) -> {
            ScriptedServer.echo(in, out);
            out.write('!');
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.faults().get(FaultKind.CORRUPTION).occurrences())
                    .isEqualTo(result.connections().opened());
            assertThat(result.firstFaults()).allMatch(fault -> fault.detail().equals("1 bytes more than were sent"));
            assertThat(result.connections().lost()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50})
    void aLastEchoThatIsRepeatedIsFound(long lifetimeMs) throws IOException, InterruptedException {
        plans.lifetimeMs = lifetimeMs;
        try (var server = new ScriptedServer((in, out) -> {
            byte[] last = new byte[SIZE];
            byte[] next = in.readNBytes(SIZE);
            while (next.length == SIZE) {
                out.write(next);
                last = next;
                next = in.readNBytes(SIZE);
            }
            out.write(last);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.faults().get(FaultKind.DUPLICATION).occurrences())
                    .isEqualTo(result.connections().opened());
            assertThat(result.firstFaults()).allMatch(fault -> fault.detail().startsWith("echo of message "));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aServerThatAnswersTwiceNeverPasses(int inFlight) throws IOException, InterruptedException {
        plans.inFlightMax = inFlight;
        try (var server = new ScriptedServer((in, out) -> {
            while (true) {
                byte[] message = new byte[SIZE];
                in.readFully(message);
                out.write(message);
                out.write(message);
            }
        })) {
            assertThat(plans.run(server).faultCount()).isPositive();
        }
    }

    @Test
    void aServerThatDoesNotCloseIsNotWaitedForLong() throws IOException, InterruptedException {
        var isOver = new CountDownLatch(1);
        plans.drainMs = 30_000;
        try (var server = new ScriptedServer((in, out) -> {
            ScriptedServer.echo(in, out);
            await(isOver);
        })) {
            long start = System.nanoTime();
            LoadResult result = plans.run(server);
            assertThat(System.nanoTime() - start).isLessThan(15_000_000_000L);
            assertThat(result.errors()).isZero();
            assertThat(result.totals().drainNanos())
                    .as("without what closing took")
                    .isLessThan(LoadLimits.CLOSING_NANOS);
        } finally {
            isOver.countDown();
        }
    }

    @Test
    void crossedConnectionsAreNamed() throws IOException, InterruptedException {
        plans.inFlightMax = 1;
        var pair = new Exchanger<byte[]>();
        try (var server = new ScriptedServer((in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                out.write(number == 20 ? exchange(pair, message.clone()) : message);
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.faults().get(FaultKind.FOREIGN).occurrences()).isEqualTo(2);
            assertThat(result.faultCount()).isEqualTo(2);
            assertThat(result.firstFaults())
                    .extracting(Fault::detail)
                    .containsExactlyInAnyOrder(
                            "echo of connection 1, from its byte 1,280 on",
                            "echo of connection 2, from its byte 1,280 on");
        }
    }

    private static byte[] exchange(Exchanger<byte[]> pair, byte[] own) throws IOException {
        try {
            return pair.exchange(own, 30, TimeUnit.SECONDS);
        } catch (InterruptedException | TimeoutException alone) {
            throw new IOException(alone);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }
}
