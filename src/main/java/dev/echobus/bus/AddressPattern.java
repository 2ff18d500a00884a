package dev.echobus.bus;

import java.util.Arrays;
import java.util.List;

/**
 * Addresses by their parts between dots: {@code *} stands for one part, {@code **} as the last for one or more. Immutable;
 * takes a time in proportion to the address.
 *
 * @param parts of the pattern
 */
public record AddressPattern(List<String> parts) {

    private static final String ONE = "*";
    private static final String REST = "**";

    public AddressPattern {
        parts = List.copyOf(parts);
    }

    /** True where the text stands for more than one address. */
    public static boolean isPattern(String text) {
        return text.contains(ONE);
    }

    /** The pattern of a text; any text is one. */
    public static AddressPattern of(String text) {
        return new AddressPattern(Arrays.asList(text.split("\\.", -1)));
    }

    /** True when the pattern stands for this address too. */
    public boolean matches(String address) {
        int from = 0;
        for (int index = 0; index < parts.size(); index++) {
            if (from > address.length()) {
                return false;
            }
            String part = parts.get(index);
            if (part.equals(REST)) {
                return from < address.length();
            }
            int dot = address.indexOf('.', from);
            int end = dot < 0 ? address.length() : dot;
            boolean isSame =
                    part.equals(ONE) ? end > from : part.length() == end - from && address.startsWith(part, from);
            if (!isSame) {
                return false;
            }
            from = end + 1;
        }
        return from > address.length();
    }
}
