package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.server.BufferRelief.Holder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whom memory is taken from first. */
class BufferReliefTest {

    @Test
    @SuppressWarnings("NullAway") // Only what they hold is compared.
    void whoStallsGoesBeforeWhoHoldsMore() {
        var holders = Stream.of(new Holder(null, 300, false), new Holder(null, 10, true), new Holder(null, 20, true));
        assertThat(holders.sorted(BufferRelief.FIRST_TO_GO).map(Holder::bytes)).containsExactly(20L, 10L, 300L);
    }
}
