package dev.echobus.rollout;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * What traffic a rehearsal sends.
 *
 * @param target the address that clients use, as a rule a balancer's
 * @param framing how the server cuts bytes into messages
 * @param heldConnections that stay open, 0 or more
 * @param messagesPerSecond on each of those
 * @param connectionsPerSecond made anew for one message each, 0 for none
 * @param requestsPerSecond on the bus, 0 for none
 * @param sizeBytes of a message and of a request's body
 * @param stallMs after which an answer that has not come makes its connection a stalled one; also how long connecting may
 *     take, and how long the last answers are waited for
 */
public record RolloutPlan(
        Endpoint target,
        FramingSpec framing,
        int heldConnections,
        double messagesPerSecond,
        double connectionsPerSecond,
        double requestsPerSecond,
        int sizeBytes,
        int stallMs) {

    /** More than this one loop does not carry beside the checks. */
    static final int HELD_MAX = 10_000;

    static final double RATE_MAX = 20_000;

    static final int SIZE_MIN_BYTES = 32;
    static final int SIZE_MAX_BYTES = 65_536;

    /** What is wrong with it, each in words that name the option; empty when it can be run. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        check(heldConnections <= HELD_MAX, "--held: expected 0 to " + HELD_MAX, heldConnections, problems);
        check(
                heldConnections == 0 || (messagesPerSecond > 0 && heldConnections * messagesPerSecond <= RATE_MAX),
                "--held-rate: expected more than 0, and at most " + (int) RATE_MAX + " a second of all connections",
                messagesPerSecond,
                problems);
        check(
                connectionsPerSecond <= RATE_MAX,
                "--new-rate: expected 0 to " + (int) RATE_MAX,
                connectionsPerSecond,
                problems);
        check(
                requestsPerSecond <= RATE_MAX,
                "--bus-rate: expected 0 to " + (int) RATE_MAX,
                requestsPerSecond,
                problems);
        check(
                sizeBytes >= SIZE_MIN_BYTES && sizeBytes <= SIZE_MAX_BYTES,
                "--size: expected " + SIZE_MIN_BYTES + " to " + SIZE_MAX_BYTES + " bytes",
                sizeBytes,
                problems);
        check(stallMs > 0, "--stall: expected more than 0", stallMs, problems);
        check(
                heldConnections > 0 || connectionsPerSecond > 0 || requestsPerSecond > 0,
                "--held, --new-rate, --bus-rate: expected traffic of one kind at least",
                0,
                problems);
        return problems;
    }

    private static void check(boolean holds, String expected, Number found, List<String> problems) {
        if (!holds) {
            problems.add(expected + ", found " + found);
        }
    }
}
