package dev.echobus.load.result;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a result is held against, as people write it: {@code p99<5ms}, {@code errors=0}. Immutable.
 *
 * @param metric what is looked at
 * @param comparison how it should stand to the limit
 * @param limit as it was written
 * @param text the whole
 */
public record Condition(String metric, Comparison comparison, String limit, String text) {

    private static final Pattern SHAPE = Pattern.compile("([a-z][a-z.]*[0-9.]*)(<=|>=|<|>|=)(.+)");

    /** How a metric stands to its limit. */
    public enum Comparison {
        LESS("<"),
        AT_MOST("<="),
        MORE(">"),
        AT_LEAST(">="),
        EQUAL("=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        private static Comparison of(String sign) {
            return Stream.of(values())
                    .filter(it -> it.sign.equals(sign))
                    .findFirst()
                    .orElseThrow();
        }

        /** Whether it stands so. */
        public boolean holds(double found, double limit) {
            return switch (this) {
                case LESS -> found < limit;
                case AT_MOST -> found <= limit;
                case MORE -> found > limit;
                case AT_LEAST -> found >= limit;
                case EQUAL -> found == limit;
            };
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /** Takes one apart; empty when it is none. */
    public static Optional<Condition> of(String text) {
        Matcher shape = SHAPE.matcher(text.replace(" ", ""));
        return shape.matches()
                ? Optional.of(
                        new Condition(shape.group(1), Comparison.of(shape.group(2)), shape.group(3), text.strip()))
                : Optional.empty();
    }
}
