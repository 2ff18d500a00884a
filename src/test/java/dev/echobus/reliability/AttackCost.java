package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.process.Launch;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * What an attack costs another session of the node, beside what it costs that one when it is aimed at the node's
 * neighbour: two nodes share the processors, and whatever keeps these busy costs everybody.
 */
final class AttackCost implements AutoCloseable {

    /** As much as the heap that it may use: what sessions' connections and their buffers take comes out of that. */
    private static final long GROWTH_MAX_BYTES = 128L << 20;

    /** Requests of the other session until its program is compiled, and of which its time in quiet is taken. */
    private static final int SETTLED = Scale.of(2_000, 50_000);

    private static final int QUIET = Scale.of(1_000, 20_000);

    /** A request has not been waiting for longer; small runs share their processors. */
    private static final long P99_MAX_NANOS = Duration.ofSeconds(2).toNanos();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final GatewayNode own;
    private final GatewayNode neighbour;
    private final HonestSession honest;

    /** What somebody does to a node. */
    interface Attack {
        void on(GatewayNode node) throws IOException;
    }

    private AttackCost(GatewayNode own, GatewayNode neighbour) {
        this.own = own;
        this.neighbour = neighbour;
        honest = new HonestSession(own.port());
    }

    /** Both nodes with these settings besides. */
    static AttackCost start(Launch launch, String... settings) throws IOException {
        return new AttackCost(GatewayNode.start(launch, settings), GatewayNode.start(launch, settings));
    }

    /** Has both nodes meet this before, so that the attack meets programs that are compiled. */
    AttackCost warmedUpBy(Attack attack) throws IOException {
        attack.on(neighbour);
        attack.on(own);
        return this;
    }

    /** Attacks both, one after the other. The other session is answered all the time, and the node's memory is flat. */
    void assertUnharmed(String what, Attack attack) {
        Waiting.until("what came before is over", PATIENCE, () -> honest.count() > SETTLED);
        honest.take();
        Waiting.until("quiet", PATIENCE, () -> honest.count() > QUIET);
        var quiet = new Taken(honest.take());
        Taken beside = during(attack, neighbour);
        Waiting.until("what came before is over", PATIENCE, () -> honest.count() > QUIET);
        honest.take();
        long before = own.figures().residentBytes();
        Taken attacked = during(attack, own);
        long after = own.figures().residentBytes();
        Scale.report(
                "%s: another session's p99 %d us in quiet, %d us with the attack on another node, %d us with it on its own;"
                        + " medians %d, %d, %d us, requests %d, %d, %d; RSS %d MiB before, %d MiB after",
                what,
                quiet.micros(0.99),
                beside.micros(0.99),
                attacked.micros(0.99),
                quiet.micros(0.5),
                beside.micros(0.5),
                attacked.micros(0.5),
                quiet.nanos.length,
                beside.nanos.length,
                attacked.nanos.length,
                before >> 20,
                after >> 20);
        assertThat(after - before).isLessThan(GROWTH_MAX_BYTES);
        assertThat(attacked.micros(0.99) * 1_000).isLessThan(P99_MAX_NANOS);
        assertThat(own.err()).doesNotContain("OutOfMemory", "Exception");
    }

    /** The times of the honest session's requests while that is done. */
    private Taken during(Attack attack, GatewayNode node) {
        Elsewhere.run(() -> attack.on(node));
        Waiting.until("a request more", PATIENCE, () -> honest.count() > 0);
        return new Taken(honest.take());
    }

    @Override
    public void close() {
        honest.stop();
        neighbour.close();
        own.close();
    }

    private static final class Taken {

        private final long[] nanos;

        Taken(long[] nanos) {
            this.nanos = nanos;
            Arrays.sort(nanos);
        }

        long micros(double share) {
            return nanos[(int) (nanos.length * share)] / 1_000;
        }
    }
}
