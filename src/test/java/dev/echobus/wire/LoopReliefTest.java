package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.wire.LoopRelief.Holder;
import dev.echobus.wire.LoopRelief.Peer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whom memory is taken from first, how many, and when. */
class LoopReliefTest {

    private final BufferBudget budget = new BufferBudget(() -> 1_000);
    private final List<Holder> holders = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<Long> closed = new ArrayList<>();
    private final LoopRelief relief = new LoopRelief(budget, tasks::add, () -> holders);

    LoopReliefTest() {
        budget.onExcess(relief);
    }

    @Test
    void whoStallsGoesBeforeWhoHoldsMore() {
        hold(Peer.READS, 300);
        hold(Peer.STALLS, 10);
        hold(Peer.STALLS, 20);
        relief.keep(0, 0);
        runTasks();
        assertThat(closed).containsExactly(20L, 10L, 300L);
    }

    @Test
    void noMoreGoThanIsTooMuch() {
        hold(Peer.READS, 200);
        hold(Peer.READS, 400);
        hold(Peer.READS, 300);
        hold(Peer.READS, 100);
        budget.add(1);
        runTasks();
        // Seven eighths may be kept.
        assertThat(closed).containsExactly(400L);
    }

    @Test
    void nobodyGoesForWhatIsFreeSoon() {
        hold(Peer.LEAVES, 500);
        hold(Peer.READS, 400);
        hold(Peer.READS, 101);
        runTasks();
        assertThat(closed).isEmpty();
        hold(Peer.READS, 500);
        runTasks();
        assertThat(closed).containsExactly(500L);
    }

    @Test
    void aLoopIsAskedOnceATurnAndAtOnceWhereMuchHasCome() {
        hold(Peer.READS, 600);
        hold(Peer.READS, 401);
        budget.add(1);
        assertThat(tasks).hasSize(1);
        assertThat(closed).isEmpty();
        relief.now();
        assertThat(closed).containsExactly(600L);
        budget.add(125);
        relief.now();
        assertThat(closed).as("an eighth of the bound came").hasSize(1);
        budget.add(1);
        relief.now();
        assertThat(closed).as("more came").hasSize(2);
        runTasks();
        assertThat(closed).as("what was asked for is done").hasSize(2);
    }

    private void hold(Peer peer, long bytes) {
        holders.add(new Holder(bytes, peer, () -> closed.add(bytes)));
        budget.add(bytes);
    }

    private void runTasks() {
        List.copyOf(tasks).forEach(Runnable::run);
        tasks.clear();
    }
}
