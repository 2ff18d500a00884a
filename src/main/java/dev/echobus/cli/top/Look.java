package dev.echobus.cli.top;

import java.util.List;
import java.util.Set;

/**
 * What all nodes answered at about the same time.
 *
 * @param infos what they run
 * @param stats what they have done
 * @param connections loops and connections, where somebody looks at those
 * @param silent nodes that others know of and that gave no answer
 * @param notice why something is missing; empty when nothing is
 * @param atNanos when it was over, on {@link System#nanoTime}'s clock
 */
public record Look(
        List<Answer> infos,
        List<Answer> stats,
        List<Answer> connections,
        Set<String> silent,
        String notice,
        long atNanos) {

    /** Whether nobody could be asked. */
    boolean isFailed() {
        return infos.isEmpty();
    }

    /** One that could not be had, and why. */
    public static Look failed(String why, long atNanos) {
        return new Look(List.of(), List.of(), List.of(), Set.of(), why, atNanos);
    }
}
