package dev.echobus.rollout;

import java.util.List;

/**
 * What a rehearsal found.
 *
 * @param plan what was sent
 * @param nanos how long it was sent
 * @param unbroken held connections that were never broken
 * @param traffic what came of each kind, in the order of {@link TrafficKind}; kinds that the plan leaves out are not there
 */
public record RolloutResult(RolloutPlan plan, long nanos, int unbroken, List<TrafficResult> traffic) {

    public RolloutResult {
        traffic = List.copyOf(traffic);
    }

    /** Answers of all kinds whose bytes differ. */
    public long wrong() {
        return traffic.stream().mapToLong(TrafficResult::wrong).sum();
    }
}
