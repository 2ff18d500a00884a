package dev.echobus.load.search;

import dev.echobus.common.Quantity;
import org.jspecify.annotations.Nullable;

/**
 * What a search for the highest rate found: an interval, of which both ends were tried. Immutable.
 *
 * @param metPerSecond highest rate that met the threshold, and again when it was confirmed; null when none did
 * @param limitPerSecond lowest rate above it that did not; null when the search ended before it found one
 * @param limit what ended the search upwards
 * @param isConfirmed false when the search ended before both ends had been tried again
 */
public record RateAnswer(
        @Nullable Double metPerSecond, @Nullable Double limitPerSecond, Limit limit, boolean isConfirmed) {

    /** What stood against a higher rate. */
    public enum Limit {
        /** The threshold was missed there. */
        MISSED,
        /** The generator could not send so much in time: nothing is known of the server there. */
        UNTRIED,
        /** Nothing: the search was ended, or met the highest rate that can be asked for. */
        NONE
    }

    @Override
    public String toString() {
        String met = metPerSecond == null ? "no rate met it" : rate(metPerSecond) + " met";
        String upper = limitPerSecond == null
                ? ""
                : switch (limit) {
                    case MISSED -> ", " + rate(limitPerSecond) + " missed";
                    case UNTRIED -> ", the generator could not try " + rate(limitPerSecond);
                    case NONE -> "";
                };
        return met + upper + (isConfirmed ? "" : "; not confirmed");
    }

    private static String rate(double perSecond) {
        return Quantity.ofCount(perSecond) + "/s";
    }
}
