package dev.echobus.reliability;

/** How large a proof is run: small with each build, full by hand with {@code -Dechobus.scale=full}. */
final class Scale {

    private static final boolean IS_FULL = "full".equals(System.getProperty("echobus.scale"));

    private Scale() {}

    static boolean isFull() {
        return IS_FULL;
    }

    static int of(int small, int full) {
        return IS_FULL ? full : small;
    }

    /** Prints what was measured. */
    static void report(String format, Object... figures) {
        System.out.println("measured: " + format.formatted(figures));
    }
}
