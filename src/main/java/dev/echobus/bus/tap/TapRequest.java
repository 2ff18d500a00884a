package dev.echobus.bus.tap;

import dev.echobus.bus.AddressPattern;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What one asker wants to see.
 *
 * @param tap the asker's name for it, which nobody else has
 * @param patterns of the addresses, as rules of the gateway have them
 */
public record TapRequest(String tap, List<String> patterns) {

    /** More patterns cost each message more than anybody reads. */
    static final int PATTERNS_MAX = 16;

    private static final int TEXT_MAX = 255;

    public TapRequest {
        patterns = List.copyOf(patterns);
        if (tap.isEmpty() || tap.length() > TEXT_MAX) {
            throw new IllegalArgumentException("tap: expected 1 to " + TEXT_MAX + " characters");
        }
        if (patterns.isEmpty() || patterns.size() > PATTERNS_MAX) {
            throw new IllegalArgumentException("patterns: expected 1 to " + PATTERNS_MAX);
        }
        for (String pattern : patterns) {
            if (pattern.isEmpty() || pattern.length() > TEXT_MAX) {
                throw new IllegalArgumentException("patterns: expected 1 to " + TEXT_MAX + " characters each");
            }
        }
    }

    /**
     * What a message asks for.
     *
     * @throws IllegalArgumentException when it is not of this form, with what was expected
     */
    public static TapRequest of(Object body) {
        if (!(body instanceof JsonObject json)
                || !(json.getValue("tap") instanceof String tap)
                || !(json.getValue("patterns") instanceof JsonArray listed)) {
            throw new IllegalArgumentException("expected {\"tap\": NAME, \"patterns\": [PATTERN, ..]}");
        }
        var patterns = new ArrayList<String>();
        for (Object pattern : listed) {
            if (!(pattern instanceof String text)) {
                throw new IllegalArgumentException("patterns: expected text");
            }
            patterns.add(text);
        }
        return new TapRequest(tap, patterns);
    }

    /** The request's body on the bus. */
    public JsonObject toJson() {
        return new JsonObject().put("tap", tap).put("patterns", new JsonArray(patterns));
    }

    List<AddressPattern> compiled() {
        return patterns.stream().map(AddressPattern::of).toList();
    }
}
