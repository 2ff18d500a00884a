package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.common.FramingKind;
import dev.echobus.load.Plans;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.result.ClockComparison;
import dev.echobus.load.result.HopResult;
import dev.echobus.load.result.Leg;
import dev.echobus.load.result.LoadResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The load generator's split of its latency, against a server whose delays are known. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HopsTest {

    private static final String[] STAMPED = {"server.framing=length", "server.stamp=true"};
    private static final int DELAY_MS = 100;
    private static final long DELAY_NANOS = 1_000_000L * DELAY_MS;

    private final Plans plans = new Plans();

    HopsTest() {
        plans.framing = new Framing(FramingKind.LENGTH, 4, "", true);
        plans.inFlightMax = 1;
        plans.durationMs = 500;
        plans.drainMs = 20_000;
    }

    private HopResult hops(ServerUnderTest server) throws InterruptedException {
        LoadResult result = new LoadRun(plans.of(server.port()), second -> {}).run();
        assertThat(result.firstFaults()).isEmpty();
        assertThat(result.errors()).isZero();
        assertThat(Objects.requireNonNull(result.hops()).messages())
                .isEqualTo(result.latency().getTotalCount())
                .isPositive();
        return Objects.requireNonNull(result.hops());
    }

    private static ServerUnderTest busServer(String... settings) {
        var all = new String[settings.length + 3];
        System.arraycopy(settings, 0, all, 3, settings.length);
        all[0] = STAMPED[0];
        all[1] = STAMPED[1];
        all[2] = "server.responder=bus";
        return ServerUnderTest.start(all);
    }

    private static long median(HopResult hops, Leg leg) {
        return hops.of(leg).getValueAtPercentile(50);
    }

    /** This machine's clock is known to be one, so the split of the network is exact. */
    @Test
    void theClockOfTheSameMachineIsKnown() throws InterruptedException {
        plans.sizes = Sizes.parse("1,64,5000,60000");
        plans.inFlightMax = 16;
        plans.loops = 2;
        plans.connections = 4;
        try (var server = ServerUnderTest.start(2, STAMPED)) {
            HopResult hops = hops(server);
            assertThat(hops.clocks()).singleElement().satisfies(clock -> {
                assertThat(clock.node()).isEqualTo("node1");
                assertThat(clock.basis()).isEqualTo(ClockComparison.Basis.SAME);
                assertThat(clock.offsetNanos()).isZero();
                assertThat(clock.messages()).isEqualTo(hops.messages());
            });
            assertThat(hops.splitBoundNanos()).isZero();
            assertThat(hops.of(Leg.BUS).getTotalCount()).isZero();
        }
    }

    @Test
    void whoSaysHowLongItHandledAMessageShowsThatInTheHandlerAlone() throws InterruptedException {
        try (var server = busServer()) {
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {
                long came = System.nanoTime();
                server.vertx.setTimer(DELAY_MS, timer -> {
                    var told = new DeliveryOptions()
                            .addHeader(Addresses.NODE_HEADER, "slow")
                            .addHeader(Addresses.HANDLED_HEADER, String.valueOf(System.nanoTime() - came));
                    message.reply(message.body(), told);
                });
            });
            HopResult hops = hops(server);
            assertThat(hops.of(Leg.HANDLER).getMinValue()).isGreaterThan(DELAY_NANOS - 2_000_000);
            assertThat(median(hops, Leg.BUS)).isLessThan(DELAY_NANOS / 2);
            assertThat(median(hops, Leg.QUEUE)).isLessThan(DELAY_NANOS / 2);
            assertThat(median(hops, Leg.NETWORK)).isLessThan(DELAY_NANOS / 2);
            assertThat(hops.answeredBy()).containsOnlyKeys("slow");
        }
    }

    @Test
    void whatTheBusTakesShowsInTheBusAlone() throws InterruptedException {
        try (var server = busServer()) {
            server.vertx
                    .eventBus()
                    .<Buffer>consumer(
                            Addresses.SERVER_REPLY,
                            message -> server.vertx.setTimer(DELAY_MS, timer -> message.reply(message.body())));
            HopResult hops = hops(server);
            assertThat(hops.of(Leg.BUS).getMinValue()).isGreaterThan(DELAY_NANOS - 2_000_000);
            assertThat(median(hops, Leg.HANDLER)).isLessThan(DELAY_NANOS / 2);
            assertThat(median(hops, Leg.QUEUE)).isLessThan(DELAY_NANOS / 2);
            assertThat(median(hops, Leg.NETWORK)).isLessThan(DELAY_NANOS / 2);
            assertThat(hops.answeredBy()).containsOnlyKeys("");
        }
    }

    /** Four come in one read and one at a time is answered: the last has waited for three. */
    @Test
    void aMessageThatWaitsForThoseBeforeItShowsThatInTheQueue() throws InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 4;
        try (var server = busServer("server.responderInFlightMax=1")) {
            server.vertx
                    .eventBus()
                    .<Buffer>consumer(
                            Addresses.SERVER_REPLY,
                            message -> server.vertx.setTimer(DELAY_MS, timer -> message.reply(message.body())));
            HopResult hops = hops(server);
            assertThat(hops.of(Leg.QUEUE_IN).getMaxValue()).isGreaterThan(3 * DELAY_NANOS - 6_000_000);
            assertThat(median(hops, Leg.QUEUE_OUT)).isLessThan(DELAY_NANOS / 2);
            assertThat(median(hops, Leg.BUS)).isBetween(DELAY_NANOS - 2_000_000, 2 * DELAY_NANOS);
        }
    }

    /** The second message is answered at once and has to wait until the first one is. */
    @Test
    void aReplyThatWaitsForThoseBeforeItShowsThatInTheQueue() throws InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 2;
        boolean[] isSlow = {false};
        try (var server = busServer()) {
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> {
                isSlow[0] = !isSlow[0];
                if (isSlow[0]) {
                    server.vertx.setTimer(DELAY_MS, timer -> message.reply(message.body()));
                } else {
                    message.reply(message.body());
                }
            });
            HopResult hops = hops(server);
            assertThat(hops.of(Leg.QUEUE_OUT).getMaxValue()).isGreaterThan(DELAY_NANOS / 2);
            assertThat(median(hops, Leg.QUEUE_IN)).isLessThan(DELAY_NANOS / 2);
        }
    }

    @Test
    void aMessageThatWasAskedForAgainIsCounted() throws InterruptedException {
        try (var server = busServer("server.responderIdempotent=true", "server.responderAttemptTimeoutMs=50")) {
            boolean[] wasAsked = {false};
            server.vertx
                    .eventBus()
                    .<Buffer>consumer(Addresses.SERVER_REPLY, message -> answerSecond(message, wasAsked));
            HopResult hops = hops(server);
            assertThat(hops.repeated()).isPositive();
            assertThat(hops.of(Leg.BUS).getMaxValue()).isGreaterThan(40_000_000);
        }
    }

    private static void answerSecond(Message<Buffer> message, boolean[] wasAsked) {
        wasAsked[0] = !wasAsked[0];
        if (!wasAsked[0]) {
            message.reply(message.body());
        }
    }
}
