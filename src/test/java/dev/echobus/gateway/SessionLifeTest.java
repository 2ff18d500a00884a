package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.gateway.SessionLife.Event;
import dev.echobus.gateway.SessionLife.State;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A session only moves down the list of its states, whatever happens to it. */
class SessionLifeTest {

    @Test
    void anySequenceMovesDownAndTheTransportsEndIsTheLast() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 10_000; round++) {
            var life = new SessionLife();
            for (int step = 0; step < 12; step++) {
                State before = life.state();
                Event event = Event.values()[random.nextInt(Event.values().length)];
                boolean moved = life.step(event);
                assertThat(life.state().compareTo(before) > 0)
                        .as("seed %d", seed)
                        .isEqualTo(moved);
                if (event == Event.TRANSPORT_CLOSED) {
                    assertThat(life.state()).isEqualTo(State.CLOSED);
                }
                if (event == Event.END) {
                    assertThat(life.isWritable()).isFalse();
                }
                if (event == Event.INPUT_ENDED) {
                    assertThat(life.takesFrames()).isFalse();
                }
            }
        }
    }

    @Test
    void onlyAnOpenSessionBeginsAnything() {
        var life = new SessionLife();
        assertThat(life.isOpen()).isTrue();
        life.step(Event.DRAIN);
        assertThat(life.isOpen()).isFalse();
        assertThat(life.takesFrames()).isTrue();
    }
}
