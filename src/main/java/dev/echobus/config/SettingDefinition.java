package dev.echobus.config;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One setting as every source knows it.
 *
 * @param path {@code server.idleTimeoutMs}
 * @param type how its values are read and shown
 * @param facts its default, bounds and description
 */
public record SettingDefinition(String path, ValueType type, Setting facts) {

    public static final String VARIABLE_PREFIX = "ECHOBUS_";

    static final String MASK = "********";
    private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    /** The environment variable that sets it: {@code ECHOBUS_SERVER_IDLE_TIMEOUT_MS}. */
    public String variable() {
        var words = WORD_START.matcher(path).replaceAll("_").replace('.', '_');
        return VARIABLE_PREFIX + words.toUpperCase(Locale.ROOT);
    }

    /** False for what must be given wherever its section is. */
    public boolean hasDefault() {
        return !facts.byDefault().equals(Setting.NO_DEFAULT);
    }

    public Object defaultValue() {
        var reading = type.fromText(facts.byDefault());
        return reading.match(Reading.Accepted::value, refused -> {
            throw new IllegalStateException(
                    path + ": the default must be " + refused.expected() + ", not " + refused.found());
        });
    }

    /** The value for the operator's eyes: as it is written on the command line, or masked. */
    public String show(Object value) {
        return facts.secret() ? MASK : type.show(value);
    }

    /** What was refused, for the operator's eyes. */
    public String found(Reading.Refused refused) {
        return facts.secret() ? MASK : refused.found();
    }
}
