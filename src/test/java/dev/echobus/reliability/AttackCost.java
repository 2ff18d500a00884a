package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.process.Launch;
import dev.echobus.process.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What an attack costs another session of the node, beside what it costs that one when it is aimed at the node's
 * neighbour: two nodes share the processors, and whatever keeps these busy costs everybody. The attackers are processes of
 * their own, which at full size get a processor only while nobody else wants it (SCHED_IDLE): they stand for another
 * machine's, and nice 19 would keep a processor until the next tick.
 */
final class AttackCost implements AutoCloseable {

    /** As much as the heap that it may use: what sessions' connections and their buffers take comes out of that. */
    private static final long GROWTH_MAX_BYTES = 128L << 20;

    /** Requests of the other session until its program is compiled, and of which its time in quiet is taken, twice. */
    private static final int SETTLED = Scale.of(2_000, 50_000);

    private static final int QUIET = Scale.of(1_000, 20_000);

    /** A request has not been waiting for longer; small runs share their processors. */
    private static final long P99_MAX_MICROS = Duration.ofSeconds(2).toNanos() / 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Launch launch;
    private final GatewayNode own;
    private final GatewayNode neighbour;
    private final HonestSession honest;

    private AttackCost(Launch launch, GatewayNode own, GatewayNode neighbour) {
        this.launch = launch;
        this.own = own;
        this.neighbour = neighbour;
        honest = new HonestSession(own.port());
    }

    /** Both nodes with these settings besides. */
    static AttackCost start(Launch launch, String... settings) throws IOException {
        return new AttackCost(launch, GatewayNode.start(launch, settings), GatewayNode.start(launch, settings));
    }

    /**
     * Attacks both, one after the other. The other session is answered all the time, and the node's memory is flat.
     *
     * @return what came of the attack on the session's own node, as {@link Attack#on} tells it
     */
    String assertUnharmed(String what, Attack attack) throws IOException {
        try (var onNeighbour = attacker(attack, neighbour);
                var onOwn = attacker(attack, own)) {
            order(onNeighbour, "warm");
            order(onOwn, "warm");
            Waiting.until("what came before is over", PATIENCE, () -> honest.count() > SETTLED);
            honest.take();
            long[] before = quiet();
            var beside = during(onNeighbour);
            Waiting.until("what came before is over", PATIENCE, () -> honest.count() > QUIET);
            honest.take();
            long[] between = quiet();
            long rssBefore = own.figures().residentBytes();
            var attacked = during(onOwn);
            long rssAfter = own.figures().residentBytes();
            var quiet = new Taken(before, between);
            Scale.report(
                    "%s: another session's p99 %s, %s with the attack on another node, %s with it on its own; RSS %d MiB before, %d"
                            + " MiB after",
                    what, quiet, beside, attacked, rssBefore >> 20, rssAfter >> 20);
            assertThat(rssAfter - rssBefore).isLessThan(GROWTH_MAX_BYTES);
            assertThat(attacked.micros(0.99)).isLessThan(P99_MAX_MICROS);
            assertThat(own.err()).doesNotContain("OutOfMemory", "Exception");
            return lastLine(onOwn);
        }
    }

    private Program attacker(Attack attack, GatewayNode node) throws IOException {
        var attacker =
                Launch.ofTestsAndJar(launch.directory(), AttackMain.class).flag(Scale.flag());
        var program = Program.start(
                Scale.isFull() ? attacker.by(List.of("chrt", "--idle", "0")) : attacker,
                attack.name(),
                String.valueOf(node.port()));
        program.await("attacker", () -> program.out().contains("ready\n"));
        return program;
    }

    /** Returns once it is done. */
    private static void order(Program attacker, String order) throws IOException {
        long lines = attacker.out().lines().count();
        attacker.type(order + "\n");
        attacker.await(
                order,
                () -> attacker.out().endsWith("\n") && attacker.out().lines().count() > lines);
    }

    private static String lastLine(Program program) {
        return program.out().lines().reduce("", (first, second) -> second);
    }

    private long[] quiet() {
        Waiting.until("quiet", PATIENCE, () -> honest.count() > QUIET);
        return honest.take();
    }

    /** The times of the honest session's requests while that is done. */
    private Taken during(Program attacker) throws IOException {
        order(attacker, "attack");
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

        Taken(long[]... parts) {
            nanos = Arrays.stream(parts).flatMapToLong(Arrays::stream).sorted().toArray();
        }

        long micros(double share) {
            return nanos[(int) (nanos.length * share)] / 1_000;
        }

        @Override
        public String toString() {
            return "%d us (median %d us, %d requests)".formatted(micros(0.99), micros(0.5), nanos.length);
        }
    }
}
