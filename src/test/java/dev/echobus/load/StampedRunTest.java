package dev.echobus.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.result.ClockComparison;
import dev.echobus.load.result.HopResult;
import dev.echobus.load.result.Leg;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs against servers that stamp: right ones, slow ones, those of another clock, and wrong ones by their names. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StampedRunTest {

    private static final long MILLI = 1_000_000;

    private final Plans plans = new Plans();
    private final StampScript script = new StampScript();

    StampedRunTest() {
        plans.framing = new Framing(FramingKind.LENGTH, 4, "", true);
        plans.drainMs = 20_000;
    }

    private LoadResult run() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(script)) {
            return plans.run(server);
        }
    }

    private static HopResult hops(LoadResult result) {
        return Objects.requireNonNull(result.hops());
    }

    @Test
    void everyMessageOfAnySizeIsCheckedAndSplit() throws IOException, InterruptedException {
        plans.sizes = Sizes.parse("1,7,64,1000,65536,200000");
        plans.inFlightMax = 16;
        LoadResult result = run();
        assertThat(result.firstFaults()).isEmpty();
        assertThat(result.errors()).isZero();
        assertThat(hops(result).messages())
                .isEqualTo(result.latency().getTotalCount())
                .isPositive();
    }

    @Test
    void thePartsAddUpToTheLatency() throws IOException, InterruptedException {
        plans.rate = 500.0;
        LoadResult result = run();
        double sum = Stream.of(Leg.CLIENT, Leg.NETWORK, Leg.QUEUE, Leg.HANDLER)
                .mapToDouble(leg -> hops(result).of(leg).getMean())
                .sum();
        // Histograms keep three digits.
        assertThat(sum)
                .isBetween(
                        0.995 * result.latency().getMean(),
                        1.005 * result.latency().getMean());
    }

    private enum SlowPart {
        QUEUE_IN(Leg.QUEUE_IN),
        HANDLER(Leg.HANDLER),
        QUEUE_OUT(Leg.QUEUE_OUT);

        private final Leg leg;

        SlowPart(Leg leg) {
            this.leg = leg;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSlowOnTheServerIsSlowInThatLegAlone(SlowPart slow) throws IOException, InterruptedException {
        plans.inFlightMax = 1;
        long nanos = 40 * MILLI;
        switch (slow) {
            case QUEUE_IN -> script.queueNanos = nanos;
            case HANDLER -> script.handlerNanos = nanos;
            case QUEUE_OUT -> script.afterNanos = nanos;
        }
        HopResult hops = hops(run());
        assertThat(hops.of(slow.leg).getMinValue()).isGreaterThanOrEqualTo(nanos - nanos / 1000);
        for (Leg leg : new Leg[] {Leg.NETWORK, Leg.QUEUE_IN, Leg.HANDLER, Leg.QUEUE_OUT}) {
            if (leg != slow.leg) {
                assertThat(hops.of(leg).getValueAtPercentile(50)).as(leg.name()).isLessThan(nanos / 2);
            }
        }
    }

    @Test
    void aClockThatIsAheadIsComparedToWithinTheSaidBound() throws IOException, InterruptedException {
        script.shiftNanos = 123_456_789 * MILLI;
        plans.inFlightMax = 1;
        HopResult hops = hops(run());
        ClockComparison clock = hops.clocks().get(0);
        assertThat(clock.basis()).isEqualTo(ClockComparison.Basis.EXCHANGES);
        assertThat(clock.node()).isEqualTo("scripted");
        assertThat(Math.abs(clock.offsetNanos() - script.shiftNanos)).isLessThanOrEqualTo(clock.boundNanos());
        assertThat(clock.boundNanos()).isLessThanOrEqualTo(clock.leastNetworkNanos());
        assertThat(hops.of(Leg.NETWORK_THERE).getValueAtPercentile(50)).isLessThan(100 * MILLI);
    }

    /** The network is slow one way: no exchange can tell that from a clock that is ahead, and the bound says so. */
    @Test
    void aWayThatIsSlowerThanTheOtherIsWithinTheSaidBound() throws IOException, InterruptedException {
        script.shiftNanos = -55 * MILLI;
        script.beforeNanos = 30 * MILLI;
        plans.inFlightMax = 1;
        HopResult hops = hops(run());
        ClockComparison clock = hops.clocks().get(0);
        assertThat(clock.boundNanos()).isGreaterThanOrEqualTo(15 * MILLI);
        assertThat(Math.abs(clock.offsetNanos() - script.shiftNanos))
                .isGreaterThan(10 * MILLI)
                .isLessThanOrEqualTo(clock.boundNanos());
        assertThat(hops.of(Leg.NETWORK).getMinValue()).isGreaterThanOrEqualTo(29 * MILLI);
        assertThat(hops.splitBoundNanos()).isGreaterThanOrEqualTo(clock.boundNanos());
    }

    @Test
    void eachServerBehindOneAddressIsComparedByItself() throws IOException, InterruptedException {
        var other = new StampScript();
        other.clock = () -> 0x5678;
        other.shiftNanos = 7_000 * MILLI;
        other.change = stamp -> StampScript.putName(stamp, 6, 80, "other");
        boolean[] isTurn = {false};
        try (var server = new ScriptedServer((in, out) -> {
            StampScript chosen;
            synchronized (isTurn) {
                isTurn[0] = !isTurn[0];
                chosen = isTurn[0] ? script : other;
            }
            chosen.serve(in, out);
        })) {
            HopResult hops = hops(plans.run(server));
            assertThat(hops.clocks())
                    .hasSize(2)
                    .allMatch(clock -> clock.messages() > 0)
                    .allMatch(clock ->
                            Math.abs(clock.offsetNanos() - (clock.node().equals("other") ? other.shiftNanos : 0))
                                    <= clock.boundNanos());
        }
    }

    @Test
    void whoAnsweredOnTheBusIsCountedByItsName() throws IOException, InterruptedException {
        script.change = stamp -> {
            stamp.put(4, (byte) 1);
            stamp.put(5, (byte) 2);
            stamp.putLong(40, stamp.getLong(32));
            StampScript.putName(stamp, 7, 104, "greeter");
        };
        LoadResult result = run();
        assertThat(result.firstFaults()).isEmpty();
        assertThat(hops(result).answeredBy()).containsOnlyKeys("greeter");
        assertThat(hops(result).answeredBy().get("greeter"))
                .isEqualTo(hops(result).messages())
                .isEqualTo(hops(result).repeated())
                .isEqualTo(hops(result).of(Leg.BUS).getTotalCount());
    }

    @Test
    void aConnectionThatEndsWithinAStampIsLostAndItsMessageBrokeOff() throws IOException, InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 1;
        try (var server = new ScriptedServer((in, out) -> {
            byte[] message = in.readNBytes(68);
            ByteBuffer.wrap(message).putInt(0, StampScript.MARK | (64 + StampScript.BYTES));
            out.write(message);
            out.write(new byte[100]);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.firstFaults()).isEmpty();
            assertThat(result.totals().cutShort())
                    .isPositive()
                    .isEqualTo(result.totals().unanswered())
                    .isLessThanOrEqualTo(result.connections().lost());
        }
    }

    /** What is wrong with the bytes keeps its name, and their stamps go on being read. */
    @Test
    void aFlippedBitOfAStampedMessageIsCorruption() throws IOException, InterruptedException {
        int[] count = {0};
        script.outgoing = reply -> {
            synchronized (count) {
                count[0]++;
                if (count[0] == 20) {
                    reply[4 + 17] ^= 1;
                }
            }
            return reply;
        };
        LoadResult result = run();
        assertThat(result.firstFaults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.CORRUPTION);
            assertThat(fault.bytes()).isEqualTo(1);
        });
        assertThat(hops(result).messages()).isGreaterThan(40);
    }
}
