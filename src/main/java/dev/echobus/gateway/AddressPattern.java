package dev.echobus.gateway;

import java.util.List;

/**
 * Addresses by their parts between dots: {@code *} stands for one part, {@code **} as the last for one or more. Immutable;
 * takes a time in proportion to the address.
 *
 * @param parts of the pattern
 */
record AddressPattern(List<String> parts) {

    private static final String ONE = "*";
    private static final String REST = "**";

    static boolean isPattern(String text) {
        return text.contains(ONE);
    }

    static AddressPattern of(String text) {
        return new AddressPattern(List.of(text.split("\\.", -1)));
    }

    boolean matches(String address) {
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
