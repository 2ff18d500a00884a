package dev.echobus.selftest;

import java.util.Locale;

/**
 * What came of trying a way.
 *
 * @param found what was done, or why it failed, in one line for people; may hold what a peer said
 */
public record Verdict(Result result, String found) {

    /** How it went. */
    public enum Result {
        OK,
        FAILED,
        /** Nothing was tried, as it takes what only its clients have. */
        SKIPPED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static Verdict ok(String found) {
        return new Verdict(Result.OK, found);
    }

    public static Verdict failed(String found) {
        return new Verdict(Result.FAILED, found);
    }

    static Verdict skipped(String found) {
        return new Verdict(Result.SKIPPED, found);
    }
}
