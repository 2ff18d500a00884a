package dev.echobus.metric;

/** A number. */
public record Amount(double value) implements Reading {

    /** Up to here every whole number is a double of its own. */
    private static final double EXACT_MAX = 1L << 53;

    /** Whole where it is whole. */
    @Override
    public Object toJson() {
        boolean isWhole = value == Math.rint(value) && Math.abs(value) <= EXACT_MAX;
        return isWhole ? (Object) (long) value : (Object) value;
    }
}
