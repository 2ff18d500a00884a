package dev.echobus.load.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.FreePorts;
import dev.echobus.common.FramingKind;
import dev.echobus.load.Plans;
import dev.echobus.load.ScriptedServer;
import dev.echobus.load.plan.Arrival;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Transport;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.TimelinePoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs against right servers: pace, connections, ends. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadRunTest {

    private final Plans plans = new Plans();

    LoadRunTest() {
        plans.drainMs = 20_000; // For a busy machine: what these servers get they answer.
    }

    @ParameterizedTest
    @EnumSource
    void anOpenLoopKeepsItsRateAndSamplesEveryMessage(Arrival arrival) throws IOException, InterruptedException {
        plans.arrival = arrival;
        plans.rate = 2_000.0;
        plans.connections = 5;
        plans.inFlightMax = 1_024;
        plans.durationMs = 1_000;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = plans.run(server);
            long samples = result.latency().getTotalCount();
            if (arrival == Arrival.CONSTANT) {
                assertThat(samples).isEqualTo(2_000);
            } else {
                // Five standard deviations of a Poisson count.
                assertThat(samples).isBetween(1_776L, 2_224L);
            }
            assertThat(result.uncorrected().getTotalCount()).isEqualTo(samples);
            assertThat(result.totals().messagesIntended()).isEqualTo(samples);
            assertThat(result.totals().seconds()).isEqualTo(1.0);
            assertThat(result.timeline())
                    .filteredOn(TimelinePoint::isMeasured)
                    .hasSize(10)
                    .allMatch(point -> point.seconds() == 0.1 && Objects.equals(point.requestedPerSecond(), 2_000.0));
            assertThat(result.timeline().stream()
                            .filter(TimelinePoint::isMeasured)
                            .mapToLong(TimelinePoint::messagesEchoed)
                            .sum())
                    .isEqualTo(result.totals().messagesEchoed());
            assertThat(result.errors()).isZero();
        }
    }

    @Test
    void theGapsOfIndependentUsersAreExponential() {
        var clock = new ArrivalClock(Arrival.EXPONENTIAL, 1_000, new SplittableRandom(3));
        clock.start(0, 0);
        int shorter = 0;
        long last = 0;
        for (int i = 0; i < 100_000; i++) {
            clock.advance();
            // A gap is shorter than its mean in 63.2 % of the cases.
            shorter += clock.nextNanos() - last < 1_000_000 ? 1 : 0;
            last = clock.nextNanos();
        }
        assertThat(shorter).isBetween(62_500, 63_900);
        assertThat(last / 100_000.0).isBetween(990_000.0, 1_010_000.0);
    }

    @ParameterizedTest
    @EnumSource
    void severalLoopsOfEitherTransportShareTheConnections(Transport transport)
            throws IOException, InterruptedException {
        plans.transport = transport;
        plans.loops = 3;
        plans.connections = 7;
        // Paced, and for longer: on a busy machine a greedy connection may starve another for a moment.
        plans.rate = 350.0;
        plans.durationMs = 1_000;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = plans.run(server);
            assertThat(result.connections().opened()).isEqualTo(7);
            assertThat(result.connections().messages()).hasSize(7).allMatch(count -> count > 0);
            assertThat(result.generator().loopBusy()).hasSize(3);
            assertThat(result.errors()).isZero();
            assertThat(result.totals().messagesEchoed())
                    .isEqualTo(result.connections().messages().stream()
                            .mapToLong(it -> it)
                            .sum());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPrefixIsExpectedInEveryFraming(FramingKind kind) throws IOException, InterruptedException {
        plans.framing = new Framing(kind, 4, "ok ");
        plans.inFlightMax = 1;
        try (var server = new ScriptedServer((in, out) -> {
            byte[] message = new byte[64 + (kind == FramingKind.LINE ? 1 : 0)];
            byte[] header = {0, 0, 0, 67};
            while (true) {
                in.readFully(new byte[kind == FramingKind.LENGTH ? 4 : 0]);
                in.readFully(message);
                out.write(header, 0, kind == FramingKind.LENGTH ? 4 : 0);
                out.write(new byte[] {'o', 'k', ' '});
                out.write(message);
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.firstFaults()).isEmpty();
            assertThat(result.latency().getTotalCount()).isGreaterThan(10);
        }
    }

    @ParameterizedTest
    @EnumSource
    void connectionsAreReplacedAtTheEndOfTheirLife(Arrival loop) throws IOException, InterruptedException {
        plans.lifetimeMs = 50;
        plans.durationMs = 600;
        plans.drainMs = 10_000;
        plans.rate = loop == Arrival.EXPONENTIAL ? 1_000.0 : null;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = plans.run(server);
            assertThat(result.connections().replaced()).isBetween(8L, 24L);
            assertThat(result.connections().opened()).isBetween(10L, 26L);
            assertThat(result.connections().lost()).isZero();
            assertThat(result.errors()).isZero();
        }
    }

    /** Most of the time each of them is being closed, and so is one when sending ends. */
    @Test
    void whatBecomesDueWhileAConnectionIsReplacedIsSent() throws IOException, InterruptedException {
        plans.lifetimeMs = 50;
        plans.durationMs = 600;
        plans.drainMs = 10_000;
        plans.rate = 1_000.0;
        plans.inFlightMax = 1_024;
        try (var server = new ScriptedServer((in, out) -> {
            ScriptedServer.echo(in, out);
            LockSupport.parkNanos(150_000_000);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.totals().messagesIntended()).isEqualTo(600);
            assertThat(result.unanswered()).isZero();
        }
    }

    @Test
    void connectionsAreOpenedAtTheirRate() throws IOException, InterruptedException {
        var opened = new ArrayList<Long>();
        plans.connections = 21;
        plans.loops = 2;
        plans.connectRate = 50;
        try (var server = new ScriptedServer((in, out) -> {
            synchronized (opened) {
                opened.add(System.nanoTime());
            }
            ScriptedServer.echo(in, out);
        })) {
            assertThat(plans.run(server).errors()).isZero();
        }
        // Two loops with 25 a second each: the eleventh of a loop comes 400 ms after its first.
        assertThat(opened.get(20) - opened.get(0)).isGreaterThan(350_000_000L);
    }

    @Test
    void theDrainEndsWhenAllIsBackThoughConnectionsAreReplaced() throws IOException, InterruptedException {
        plans.connections = 32;
        plans.lifetimeMs = 5;
        plans.durationMs = 200;
        plans.drainMs = 20_000;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            for (int run = 0; run < 3; run++) {
                assertThat(plans.run(server).totals().drainNanos()).isLessThan(10_000_000_000L);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 5})
    void aClosedPortIsFoundBeforeAnythingIsMeasured(double connectRate) throws IOException, InterruptedException {
        plans.connections = 1_000;
        plans.connectRate = connectRate;
        plans.warmUpMs = 3_600_000;
        int port = FreePorts.next();
        long began = System.nanoTime();
        LoadResult result = new LoadRun(plans.of(port), point -> {}).run();
        // Half a second, and what a busy machine adds; to try them all at that rate takes minutes.
        assertThat(System.nanoTime() - began).isLessThan(TimeUnit.SECONDS.toNanos(15));
        assertThat(result.connections().opened()).isZero();
        assertThat(result.connections().failed()).isPositive();
        assertThat(result.connections().firstFailure()).contains("Connection refused");
    }

    @Test
    void aServerThatIsNotThereShowsInTheConnections() throws IOException, InterruptedException {
        int port = FreePorts.next();
        LoadResult result = new LoadRun(plans.of(port), point -> {}).run();
        assertThat(result.connections().opened()).isZero();
        assertThat(result.connections().failed()).isEqualTo(2);
        assertThat(result.connections().firstFailure()).contains("Connection refused");
    }

    @Test
    void aStoppedRunReportsWhatItMeasured() throws IOException, InterruptedException {
        plans.durationMs = 3_600_000;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            var seen = new AtomicInteger();
            var run = new LoadRun[1];
            run[0] = new LoadRun(plans.of(server.port()), point -> {
                if (seen.incrementAndGet() == 1) {
                    run[0].stop();
                }
            });
            LoadResult result = run[0].run();
            assertThat(result.wasInterrupted()).isTrue();
            assertThat(result.totals().seconds()).isBetween(0.9, 30.0);
            assertThat(result.latency().getTotalCount()).isPositive();
            assertThat(result.errors()).isZero();
        }
    }

    @Test
    void aRunStoppedBeforeItBeganEnds() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            var run = new LoadRun(plans.of(server.port()), point -> {});
            run.stop();
            assertThat(run.run().latency().getTotalCount()).isZero();
        }
    }
}
