package dev.echobus.config;

import java.util.stream.Stream;

/** For each setting a value that is allowed and not its default. */
public final class OtherValue {

    private OtherValue() {}

    public static Object of(SettingDefinition setting) {
        return setting.type().fromText(textFor(setting)).match(Reading.Accepted::value, refused -> {
            throw new AssertionError(setting.path() + ": " + refused);
        });
    }

    /** As one would write it on the command line. */
    public static String textFor(SettingDefinition setting) {
        var byDefault = setting.facts().byDefault();
        if (setting.type() instanceof ValueType.WholeNumber number) {
            return Long.toString(byDefault.equals(Long.toString(number.min())) ? number.max() : number.min());
        }
        if (setting.type() instanceof ValueType.Truth) {
            return byDefault.equals("true") ? "false" : "true";
        }
        if (setting.type() instanceof ValueType.Choice choice) {
            return Stream.of(choice.expected().split(", | or "))
                    .filter(name -> !name.equals(byDefault))
                    .findFirst()
                    .orElseThrow();
        }
        if (setting.type() instanceof ValueType.ListOf list) {
            return switch (list.form()) {
                case NETWORK -> "10.0.0.0/8,127.0.0.1";
                case WEB_ORIGIN -> "https://a.example,http://b.example:8080";
                default -> "a:1,b:2";
            };
        }
        if (setting.type() instanceof ValueType.Formatted formatted && formatted.form() == TextForm.SECRET) {
            return "another secret to prove";
        }
        if (setting.type() instanceof ValueType.Formatted formatted && formatted.form() == TextForm.COLLECTOR) {
            return "http://127.0.0.1:4318";
        }
        return setting.type() instanceof ValueType.Structure ? "{\"a\":1}" : "other";
    }
}
