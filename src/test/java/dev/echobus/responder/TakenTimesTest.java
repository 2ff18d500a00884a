package dev.echobus.responder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** The ring of times against the queue that it stands for. */
class TakenTimesTest {

    private final long seed = new Random().nextLong();

    @RepeatedTest(20)
    void timesComeOutInTheOrderInWhichTheyWentIn() {
        var random = new Random(seed);
        var times = new TakenTimes();
        var model = new ArrayDeque<Long>();
        for (int i = 0; i < 2_000; i++) {
            // It fills more often than it empties at first, and is drained at last.
            if (model.isEmpty() || random.nextInt(2_000) > i) {
                times.add(i, i % 3 == 0 ? TakenTimes.UNSTAMPED : -i);
                model.add((long) i);
            } else {
                long expected = model.remove();
                assertThat(times.firstReceived()).as("seed " + seed).isEqualTo(expected);
                assertThat(times.isFirstStamped()).as("seed " + seed).isEqualTo(expected % 3 != 0);
                assertThat(times.firstHanded())
                        .as("seed " + seed)
                        .isEqualTo(expected % 3 == 0 ? TakenTimes.UNSTAMPED : -expected);
                times.removeFirst();
            }
        }
    }
}
