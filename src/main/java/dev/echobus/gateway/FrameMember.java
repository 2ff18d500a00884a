package dev.echobus.gateway;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The members of a client's frame that say something. */
enum FrameMember {
    TYPE("type"),
    ADDRESS("address"),
    BODY("body"),
    REPLY_ADDRESS("replyAddress"),
    HEADERS("headers"),
    ACK("ack"),
    FAILURE_CODE("failureCode"),
    MESSAGE("message"),
    TOKEN("token");

    private static final FrameMember[] ALL = values();

    private static final Map<String, FrameMember> BY_TEXT =
            Arrays.stream(ALL).collect(Collectors.toUnmodifiableMap(FrameMember::text, Function.identity()));

    private final String text;

    FrameMember(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** The one of this name; null when there is none. */
    static @Nullable FrameMember of(String name) {
        return BY_TEXT.get(name);
    }

    /** The one whose name these bytes are; null when there is none. */
    static @Nullable FrameMember of(byte[] bytes, int from, int to) {
        for (FrameMember member : ALL) {
            if (member.isIn(bytes, from, to)) {
                return member;
            }
        }
        return null;
    }

    private boolean isIn(byte[] bytes, int from, int to) {
        int index = 0;
        boolean isSame = text.length() == to - from;
        while (isSame && index < text.length()) {
            isSame = text.charAt(index) == bytes[from + index];
            index++;
        }
        return isSame;
    }
}
