package dev.echobus.server.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.echobus.server.rate.LoopRates.Limits;
import dev.echobus.server.rate.RateSimulation.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The node's total and its fair parts, over simulated minutes. */
class SharedRateTest {

    private static final int RATE = 10_000_000;
    private static final int CHUNK = 65_536;
    private static final int SECONDS = 60;

    private final RateSimulation simulation = new RateSimulation(new Limits(0, 0, RATE, 0));

    @ParameterizedTest
    @CsvSource({"1, 1, 65536", "1, 2, 1000", "2, 1, 65536", "4, 3, 65536", "4, 25, 100", "3, 100, 8192"})
    void theAverageIsTheLimitAndThePartsAreEqual(int loops, int peersEach, int chunkBytes) {
        var peers = new ArrayList<Peer>();
        for (int i = 0; i < loops; i++) {
            var loop = simulation.loop();
            for (int j = 0; j < peersEach; j++) {
                peers.add(loop.greedy(chunkBytes));
            }
        }
        simulation.warmUp();
        simulation.run(SECONDS);
        assertThat(simulation.received() / ((double) RATE * SECONDS)).isCloseTo(1, within(0.01));
        assertEqualParts(peers, 0.05);
    }

    @Test
    void theModestGetAllAndTheGreedyShareTheRest() {
        var loop = simulation.loop();
        var greedy = List.of(loop.greedy(CHUNK), loop.greedy(1_000));
        Peer modest = loop.modest(2_000);
        simulation.run(SECONDS);
        assertThat(modest.received / (2_000_000.0 * SECONDS)).isCloseTo(1, within(0.01));
        assertEqualParts(greedy, 0.01);
        assertThat(simulation.received() / ((double) RATE * SECONDS)).isCloseTo(1, within(0.01));
    }

    @Test
    void whatOneLoopLeavesGoesToTheOther() {
        Peer greedy = simulation.loop().greedy(CHUNK);
        var other = simulation.loop();
        var modest = List.of(other.modest(100), other.modest(100), other.modest(100), other.modest(100));
        simulation.run(SECONDS);
        assertThat(modest)
                .allSatisfy(peer ->
                        assertThat(peer.received / (100_000.0 * SECONDS)).isCloseTo(1, within(0.01)));
        assertThat(greedy.received / ((RATE - 400_000.0) * SECONDS)).isCloseTo(1, within(0.02));
    }

    @Test
    void oneGetsAsMuchAsEachOfAHundredOnAnotherLoop() {
        var peers = new ArrayList<Peer>();
        peers.add(simulation.loop().greedy(CHUNK));
        var crowd = simulation.loop();
        for (int i = 0; i < 100; i++) {
            peers.add(crowd.greedy(CHUNK));
        }
        simulation.run(SECONDS);
        assertEqualParts(peers, 0.1);
        assertThat(simulation.received() / ((double) RATE * SECONDS)).isCloseTo(1, within(0.01));
    }

    @Test
    void belowTheLimitNobodyIsHeld() {
        Peer one = simulation.loop().modest(4_000);
        Peer other = simulation.loop().modest(4_000);
        simulation.run(1);
        long before = one.heldSteps + other.heldSteps;
        simulation.run(SECONDS);
        assertThat(one.heldSteps + other.heldSteps).isEqualTo(before);
    }

    @Test
    void whoComesAndGoesGathersNoCredit() {
        var loop = simulation.loop();
        simulation.loop();
        for (int i = 0; i < 100; i++) {
            loop.modest(1_000).close();
            Peer visitor = loop.modest(1_000);
            simulation.run(1);
            visitor.close();
        }
        long before = simulation.received();
        loop.greedy(CHUNK);
        simulation.run(1);
        assertThat((double) simulation.received() - before).isLessThan(1.2 * RATE);
    }

    @Test
    void aLoopThatHasStoppedKeepsNothingFromTheOthers() {
        Peer greedy = simulation.loop().greedy(CHUNK);
        var stopping = simulation.loop();
        stopping.greedy(CHUNK);
        simulation.run(10);
        stopping.stall();
        simulation.run(2);
        long before = greedy.received;
        simulation.run(SECONDS);
        assertThat((greedy.received - before) / ((double) RATE * SECONDS)).isCloseTo(1, within(0.01));
    }

    @Test
    void aClosedConnectionLeavesItsPartToTheOthers() {
        var loop = simulation.loop();
        Peer stays = loop.greedy(CHUNK);
        Peer leaves = loop.greedy(CHUNK);
        simulation.run(10);
        leaves.close();
        long before = stays.received;
        simulation.run(SECONDS);
        assertThat((stays.received - before) / ((double) RATE * SECONDS)).isCloseTo(1, within(0.01));
    }

    @Test
    void messagesHaveATotalToo() {
        var messages = new RateSimulation(new Limits(0, 0, 0, 500));
        Peer one = messages.loop().greedy(10);
        Peer other = messages.loop().greedy(10_000);
        messages.run(SECONDS);
        assertThat((one.messages + other.messages) / (500.0 * SECONDS)).isCloseTo(1, within(0.01));
        assertThat(one.messages / (double) other.messages).isCloseTo(1, within(0.02));
    }

    @Test
    void theLowestOfAllLimitsCounts() {
        var both = new RateSimulation(new Limits(RATE / 10, 0, RATE, 0));
        Peer one = both.loop().greedy(CHUNK);
        both.run(SECONDS);
        assertThat(one.received / (RATE / 10.0 * SECONDS)).isCloseTo(1, within(0.02));
    }

    @Test
    void aLimitThatIsTakenAwayFreesAll() {
        var loop = simulation.loop();
        Peer greedy = loop.greedy(CHUNK);
        simulation.run(1);
        greedy.rates.received(100 * RATE / 10);
        assertThat(greedy.rates.isHeld()).isTrue();
        assertThat(loop.rates.update(Limits.NONE, simulation.now())).isFalse();
        loop.rates.turn(simulation.now());
        assertThat(greedy.rates.isHeld()).isFalse();
        greedy.rates.received(RATE);
        assertThat(greedy.rates.isHeld()).isFalse();
    }

    @Test
    void turnsBeginOnceHoweverOftenLimitsChange() {
        var loop = new LoopRates(simulation.node, 0);
        assertThat(loop.update(new Limits(1, 0, 0, 0), 1)).isTrue();
        loop.turn(1);
        assertThat(loop.update(Limits.NONE, 2)).isFalse();
        assertThat(loop.update(new Limits(2, 0, 0, 0), 3)).isFalse();
        assertThat(loop.update(Limits.NONE, 4)).isFalse();
        loop.turn(4);
        assertThat(loop.update(new Limits(1, 0, 0, 0), 5)).isTrue();
    }

    @Test
    void anUnfinishedMessageIsChargedOnce() {
        var loop = new LoopRates(new NodeRates(), 0);
        loop.update(new Limits(1_000, 0, 0, 0), 0);
        loop.turn(0);
        var connection = new ConnectionRates(loop, () -> {});
        connection.unfinished(60);
        connection.unfinished(60);
        connection.received(100);
        assertThat(connection.isHeld()).isFalse();
        connection.unfinished(1);
        assertThat(connection.isHeld()).isTrue();
    }

    private static void assertEqualParts(List<Peer> peers, double tolerance) {
        double mean = peers.stream().mapToLong(peer -> peer.received).average().orElseThrow();
        assertThat(peers).allSatisfy(peer -> assertThat(peer.received / mean).isCloseTo(1, within(tolerance)));
    }
}
