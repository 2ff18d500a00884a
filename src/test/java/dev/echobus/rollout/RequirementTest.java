package dev.echobus.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a requirement makes of a rehearsal. */
class RequirementTest {

    private static final RolloutPlan PLAN =
            new RolloutPlan(Endpoint.tcp("127.0.0.1", 1), new FramingSpec(FramingKind.RAW, 4), 1, 1, 0, 1, 64, 1_000);

    private static final RolloutResult RESULT = new RolloutResult(
            PLAN,
            1_000_000_000,
            0,
            List.of(
                    new TrafficResult(
                            TrafficKind.HELD,
                            10,
                            8,
                            2,
                            0,
                            1,
                            1,
                            Map.of(Break.FIN, 3L, Break.RST, 1L),
                            1_500_000_000,
                            Map.of()),
                    new TrafficResult(TrafficKind.BUS, 10, 9, 1, 4, 2, 0, Map.of(), 200_000_000, Map.of())));

    @ParameterizedTest
    @CsvSource({
        "lost=3, true",
        "lost<3, false",
        "held.lost=2, true",
        "bus.lost<=0, false",
        "gap<2s, true",
        "gap<=1500ms, true",
        "gap<1500ms, false",
        "bus.gap<1s, true",
        "retried<=4, true",
        "tries<=2, true",
        "tries<2, false",
        "bus.tries=2, true",
        "held.fin=3, true",
        "rst=0, false",
        "stall=0, true",
        "wrong=0, false",
        "unopened=0, true",
    })
    void aResultIsHeldAgainstIt(String text, boolean isMet) {
        assertThat(Requirement.parse(text).get(0).check(RESULT).isMet()).isEqualTo(isMet);
    }

    /** Nothing was sent that could have been lost. */
    @Test
    void whatWasNotSentMeetsNothing() {
        assertThat(Requirement.parse("new.lost=0").get(0).check(RESULT).isMet()).isFalse();
    }

    @Test
    void aVerdictTellsWhatWasFound() {
        assertThat(Requirement.parse("lost=0, gap<1s"))
                .extracting(it -> it.check(RESULT).toString())
                .containsExactly("lost=0: missed, 3", "gap<1s: missed, 1.5 s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lost", "p99<5ms", "tcp.lost=0", "held.=0", ".lost=0", "lost=0,"})
    void otherTextsAreRefused(String text) {
        assertThatThrownBy(() -> Requirement.parse(text))
                .hasMessageStartingWith("expected a requirement such as lost=0");
    }

    @Test
    void aGapHasAUnit() {
        assertThatThrownBy(() -> Requirement.parse("gap<5")).hasMessageContaining("expected a duration");
    }
}
