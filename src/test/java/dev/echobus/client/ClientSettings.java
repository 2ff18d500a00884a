package dev.echobus.client;

import dev.echobus.common.FramingKind;
import dev.echobus.config.ClientConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.Setting;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A configuration to test with: every default, but for what the test names. Used by the test's thread alone. */
final class ClientSettings {

    private final Map<String, Object> chosen = new LinkedHashMap<>();

    /** The defaults, with reconnects that keep tests short. */
    static ClientSettings quick() {
        // A port, so that the client is not taken for one of its own server, whose framing it would take over.
        return new ClientSettings().with("port", 9).with("reconnectMinMs", 5).with("reconnectMaxMs", 50);
    }

    ClientSettings with(String key, Object value) {
        chosen.put(key, value);
        return this;
    }

    ClientSettings framing(FramingKind framing) {
        return with("framing", framing);
    }

    ClientConfig client() {
        return record(ClientConfig.class, chosen);
    }

    LiveConfig live() {
        return new LiveConfig(whole(client()));
    }

    /** Puts these settings in force. */
    void replaceIn(LiveConfig live) {
        live.replace(whole(client()));
    }

    private static EchobusConfig whole(ClientConfig client) {
        Object[] sections = Arrays.stream(EchobusConfig.class.getRecordComponents())
                .map(RecordComponent::getType)
                .map(type -> type == ClientConfig.class ? client : record(type.asSubclass(Record.class), Map.of()))
                .toArray();
        return construct(EchobusConfig.class, sections);
    }

    private static <T extends Record> T record(Class<T> type, Map<String, Object> chosen) {
        Object[] values = Arrays.stream(type.getRecordComponents())
                .map(component -> chosen.getOrDefault(component.getName(), byDefault(component)))
                .toArray();
        return construct(type, values);
    }

    private static <T extends Record> T construct(Class<T> type, Object[] values) {
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            return type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException broken) {
            throw new LinkageError("config record", broken);
        }
    }

    private static Object byDefault(RecordComponent component) {
        @Nullable Setting setting = component.getAnnotation(Setting.class);
        String text = setting == null ? "" : setting.byDefault();
        Class<?> type = component.getType();
        if (type == int.class) {
            return Integer.parseInt(text);
        }
        if (type == long.class) {
            return Long.parseLong(text);
        }
        if (type == boolean.class) {
            return Boolean.parseBoolean(text);
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(text.toUpperCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow();
        }
        return type == List.class ? List.of() : text;
    }
}
