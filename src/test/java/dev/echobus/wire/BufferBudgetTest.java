package dev.echobus.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.wire.BufferBudget.Pressure;
import io.netty.util.internal.PlatformDependent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How short memory is, on both sides of each bound, and when somebody has to go. */
class BufferBudgetTest {

    private final AtomicLong maxBytes = new AtomicLong(1_000);
    private final BufferBudget budget = new BufferBudget(maxBytes::get);
    private final List<Double> keptShares = new ArrayList<>();

    @Test
    void pressureRisesAtHalfAndAtThreeQuarters() {
        budget.add(499);
        assertThat(budget.pressure()).isEqualTo(Pressure.NONE);
        budget.add(1);
        assertThat(budget.pressure()).isEqualTo(Pressure.SHORT);
        budget.add(249);
        assertThat(budget.pressure()).isEqualTo(Pressure.SHORT);
        budget.add(1);
        assertThat(budget.pressure()).isEqualTo(Pressure.SHORTEST);
        budget.add(-251);
        assertThat(budget.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void overTheBoundSevenEighthsOfItMayBeKept() {
        budget.onExcess((share, minBytes) -> keptShares.add(share));
        budget.add(1_000);
        assertThat(keptShares).isEmpty();
        budget.add(750);
        assertThat(keptShares).containsExactly(0.5);
    }

    @Test
    void aLoopKeepsItsPartHoweverMuchOthersHold() {
        var keptBytes = new ArrayList<Long>();
        budget.onExcess((share, minBytes) -> keptBytes.add(minBytes));
        budget.onExcess((share, minBytes) -> {});
        budget.add(1_001);
        assertThat(keptBytes).containsExactly(437L);
        budget.spent();
        assertThat(keptBytes).containsExactly(437L, 0L);
    }

    @Test
    void withoutMemoryHalfMayBeKept() {
        budget.onExcess((share, minBytes) -> keptShares.add(share));
        budget.add(100);
        budget.spent();
        assertThat(keptShares).containsExactly(0.5);
    }

    @Test
    void aBoundThatChangesHolds() {
        budget.onExcess((share, minBytes) -> keptShares.add(share));
        budget.add(1_000);
        maxBytes.set(500);
        budget.judge();
        assertThat(keptShares).hasSize(1);
        maxBytes.set(10_000);
        budget.judge();
        assertThat(budget.pressure()).isEqualTo(Pressure.NONE);
    }

    @Test
    void byItselfTheBoundIsHalfOfTheDirectMemoryAndLessWhereMemoryIsLittle() {
        maxBytes.set(0);
        assertThat(budget.maxBytes()).isBetween(1L, PlatformDependent.maxDirectMemory() / 2);
        long mib = 1 << 20;
        assertThat(BufferBudget.defaultBytes(62 * mib, 1_000 * mib)).isEqualTo(31 * mib);
        assertThat(BufferBudget.defaultBytes(62 * mib, 40 * mib)).isEqualTo(4 * mib);
    }

    @Test
    void readsGetShorterWithThePressure() {
        assertThat(Pressure.NONE.readBytes(131_072)).isEqualTo(131_072);
        assertThat(Pressure.SHORT.readBytes(131_072)).isEqualTo(4_096);
        assertThat(Pressure.SHORTEST.readBytes(131_072)).isEqualTo(1_024);
        assertThat(Pressure.SHORTEST.readBytes(64)).isEqualTo(64);
    }
}
