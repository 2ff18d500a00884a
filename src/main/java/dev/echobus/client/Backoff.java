package dev.echobus.client;

import dev.echobus.config.ClientConfig;
import java.util.Random;

/**
 * The waits between attempts to connect: anywhere between {@code client.reconnectMinMs} and a ceiling that doubles at
 * each failure, up to {@code client.reconnectMaxMs}. The whole range is drawn from, so that the clients of a server
 * that comes back do not come all at once. Event loop only.
 */
final class Backoff {

    /** Doublings after which any allowed maximum is reached; more would overflow. */
    private static final int DOUBLINGS_MAX = 30;

    private final Random random;

    private int failures;

    Backoff(Random random) {
        this.random = random;
    }

    /** The wait before the next attempt, in milliseconds; counts one failure. */
    long nextMs(ClientConfig settings) {
        failures = Math.min(failures + 1, DOUBLINGS_MAX);
        long shortest = settings.reconnectMinMs();
        long longest = Math.max(shortest, Math.min((long) settings.reconnectMaxMs(), shortest << failures));
        return shortest + random.nextInt((int) (longest - shortest) + 1);
    }

    /** Starts again from the shortest range. To be called when the server has proved to answer. */
    void reset() {
        failures = 0;
    }
}
