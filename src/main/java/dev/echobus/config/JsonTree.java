package dev.echobus.config;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From what a file holds to Vert.x's JSON, numbers as Vert.x reads them. */
final class JsonTree {

    private JsonTree() {}

    /** The object with these members: Strings, {@link JsonNumber}s, Booleans, Lists, Maps or null. */
    static JsonObject object(Map<?, ?> members) {
        var object = new JsonObject();
        members.forEach((name, value) -> object.put((String) name, value(value)));
        return object;
    }

    private static @Nullable Object value(@Nullable Object json) {
        if (json instanceof Map<?, ?> members) {
            return object(members);
        }
        if (json instanceof List<?> items) {
            var array = new JsonArray();
            items.forEach(item -> array.add(value(item)));
            return array;
        }
        return json instanceof JsonNumber number ? Json.decodeValue(number.text()) : json;
    }
}
