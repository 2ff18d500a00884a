package dev.echobus.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.ClientConfig;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static final ClientConfig SETTINGS = new ClientSettings()
            .with("reconnectMinMs", 50)
            .with("reconnectMaxMs", 2_000)
            .client();

    @Test
    void theRangeDoublesUpToTheMaximumAndIsDrawnFromWhole() {
        long[] longest = new long[12];
        long[] shortest = LongStream.generate(() -> Long.MAX_VALUE).limit(12).toArray();
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int run = 0; run < 20_000; run++) {
            var backoff = new Backoff(random);
            for (int attempt = 0; attempt < longest.length; attempt++) {
                long waitMs = backoff.nextMs(SETTINGS);
                longest[attempt] = Math.max(longest[attempt], waitMs);
                shortest[attempt] = Math.min(shortest[attempt], waitMs);
            }
        }
        for (int attempt = 0; attempt < longest.length; attempt++) {
            long ceilingMs = Math.min(2_000, 50L << (attempt + 1));
            assertThat(longest[attempt])
                    .as("attempt %d, seed %d", attempt, seed)
                    .isBetween(ceilingMs - ceilingMs / 20, ceilingMs);
            assertThat(shortest[attempt])
                    .as("attempt %d, seed %d", attempt, seed)
                    .isBetween(50L, 55L);
        }
    }

    @Test
    void afterAResetTheRangeIsTheFirstAgain() {
        var backoff = new Backoff(new Random(1));
        for (int attempt = 0; attempt < 1_000; attempt++) {
            backoff.nextMs(SETTINGS);
        }

        backoff.reset();

        assertThat(backoff.nextMs(SETTINGS)).isBetween(50L, 100L);
    }

    @Test
    void aMaximumThatIsTheMinimumIsEveryWait() {
        ClientConfig settings = new ClientSettings()
                .with("reconnectMinMs", 600_000)
                .with("reconnectMaxMs", 600_000)
                .client();
        var backoff = new Backoff(new Random(1));

        assertThat(LongStream.range(0, 100).map(attempt -> backoff.nextMs(settings)))
                .containsOnly(600_000L);
    }
}
