package dev.echobus.reliability;

/** How large a proof is run: small with each build, full by hand with {@code -Dechobus.scale=full}. */
final class Scale {

    private static final String PROPERTY = "echobus.scale";

    private static final boolean IS_FULL = "full".equals(System.getProperty(PROPERTY));

    private Scale() {}

    static boolean isFull() {
        return IS_FULL;
    }

    static int of(int small, int full) {
        return IS_FULL ? full : small;
    }

    /** What makes it the same for a process of tests. */
    static String flag() {
        return "-D" + PROPERTY + "=" + (IS_FULL ? "full" : "small");
    }

    /** Prints what was measured. */
    static void report(String format, Object... figures) {
        System.out.println("measured: " + format.formatted(figures));
    }
}
