package dev.echobus.config;

import dev.echobus.common.Texts;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The type of a setting with its bounds: how its values are read from text (environment, command line) and from JSON,
 * and how they are shown. JSON must use JSON's own types; only there does {@code "80"} differ from {@code 80}.
 */
public sealed interface ValueType {

    /** What the setting takes, as a problem and the README's table say it. */
    String expected();

    /** Reads a value from the environment or the command line. */
    Reading fromText(String text);

    /** Reads a value from a JSON file: a String, JsonNumber, Boolean, List, Map or null. */
    Reading fromJson(@Nullable Object json);

    /** The value as one would write it on the command line. */
    default String show(Object value) {
        return value.toString();
    }

    private static Reading refusedJson(ValueType type, @Nullable Object json) {
        if (json instanceof String text && type.fromText(text) instanceof Reading.Accepted) {
            return new Reading.Refused(type.expected() + " without quotes", Texts.quoted(text));
        }
        return new Reading.Refused(type.expected(), found(json));
    }

    private static Reading refusedText(ValueType type, String text) {
        return new Reading.Refused(type.expected(), Texts.quoted(text));
    }

    /** Names what stands in a JSON file where a value was expected. */
    static String found(@Nullable Object json) {
        if (json instanceof String text) {
            return Texts.quoted(text);
        }
        if (json instanceof Map) {
            return "an object";
        }
        if (json instanceof List) {
            return "an array";
        }
        return Texts.escaped(String.valueOf(json));
    }

    private static String lengthBounds(long min, long max) {
        if (max >= Integer.MAX_VALUE) {
            return min == 0 ? "" : " of at least " + min + " characters";
        }
        return min == 0 ? " of at most " + max + " characters" : " of " + min + " to " + max + " characters";
    }

    /** An int or a long between two bounds, both allowed. */
    record WholeNumber(long min, long max, boolean isLong) implements ValueType {

        private static final Pattern DIGITS = Pattern.compile("-?[0-9]+");

        @Override
        public String expected() {
            return min + ".." + max;
        }

        @Override
        public Reading fromText(String text) {
            return read(text, refusedText(this, text));
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            var refused = refusedJson(this, json);
            return json instanceof JsonNumber number ? read(number.text(), refused) : refused;
        }

        private Reading read(String text, Reading refused) {
            // Nineteen digits and a sign are all that a long can have.
            if (text.length() > 20 || !DIGITS.matcher(text).matches()) {
                return refused;
            }
            var number = new BigInteger(text);
            if (number.bitLength() > 63 || number.longValue() < min || number.longValue() > max) {
                return refused;
            }
            return new Reading.Accepted(isLong ? (Object) number.longValue() : (Object) number.intValue());
        }
    }

    /** A boolean, written as JSON writes it. */
    record Truth() implements ValueType {

        @Override
        public String expected() {
            return "true or false";
        }

        @Override
        public Reading fromText(String text) {
            return text.equals("true") || text.equals("false")
                    ? new Reading.Accepted(text.equals("true"))
                    : refusedText(this, text);
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            return json instanceof Boolean ? new Reading.Accepted(json) : refusedJson(this, json);
        }
    }

    /** Text whose number of characters lies between two bounds. */
    record Text(long min, long max) implements ValueType {

        @Override
        public String expected() {
            return "text" + lengthBounds(min, max);
        }

        @Override
        public Reading fromText(String text) {
            var length = text.codePointCount(0, text.length());
            return length >= min && length <= max ? new Reading.Accepted(text) : refusedText(this, text);
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            return json instanceof String text ? fromText(text) : refusedJson(this, json);
        }

        @Override
        public String show(Object value) {
            return Texts.whole((String) value);
        }
    }

    /** One of an enum's constants, in lower case; {@code -} and {@code _} are the same. */
    record Choice(Class<?> constants) implements ValueType {

        @Override
        public String expected() {
            var names = names();
            var last = names.size() - 1;
            return last == 0 ? names.get(0) : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
        }

        @Override
        public Reading fromText(String text) {
            var index = names().indexOf(text.toLowerCase(Locale.ROOT).replace('-', '_'));
            return index < 0
                    ? refusedText(this, text)
                    : new Reading.Accepted(constants.getEnumConstants()[index]);
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            return json instanceof String text ? fromText(text) : refusedJson(this, json);
        }

        @Override
        public String show(Object value) {
            return name(value);
        }

        private List<String> names() {
            return Arrays.stream(constants.getEnumConstants()).map(Choice::name).toList();
        }

        private static String name(Object constant) {
            return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
        }
    }

    /** Text of a certain form, read into a value of its own type. */
    record Formatted(TextForm form) implements ValueType {

        @Override
        public String expected() {
            return form.expected();
        }

        @Override
        public Reading fromText(String text) {
            return form.read(text);
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            return json instanceof String text ? fromText(text) : refusedJson(this, json);
        }
    }

    /** A JSON object, whatever its members: an object in a file, elsewhere the text of one. */
    record Structure() implements ValueType {

        @Override
        public String expected() {
            return "a JSON object";
        }

        @Override
        public Reading fromText(String text) {
            try {
                return new Reading.Accepted(new JsonObject(text));
            } catch (DecodeException malformed) {
                return refusedText(this, text);
            }
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            return json instanceof Map<?, ?> members
                    ? new Reading.Accepted(JsonTree.object(members))
                    : refusedJson(this, json);
        }

        @Override
        public String show(Object value) {
            return Texts.line(((JsonObject) value).encode());
        }
    }

    /** Several of a form: a JSON array of strings, or separated by commas; space around an item is dropped. */
    record ListOf(TextForm form) implements ValueType {

        @Override
        public String expected() {
            return form.expected() + "; several are separated by commas";
        }

        @Override
        public Reading fromText(String text) {
            return text.isBlank()
                    ? new Reading.Accepted(List.of())
                    : readAll(Arrays.stream(text.split(",", -1))
                            .map(String::strip)
                            .toList());
        }

        @Override
        public Reading fromJson(@Nullable Object json) {
            if (!(json instanceof List<?> array)) {
                return new Reading.Refused("an array of texts", found(json));
            }
            var items = new ArrayList<String>();
            for (var item : array) {
                if (!(item instanceof String text) || text.isBlank() || text.contains(",")) {
                    return new Reading.Refused("an array of texts", "the item " + found(item));
                }
                items.add(text.strip());
            }
            return readAll(items);
        }

        @Override
        public String show(Object value) {
            return ((List<?>) value)
                    .stream()
                            .map(form::show)
                            .collect(Collectors.collectingAndThen(Collectors.joining(","), Texts::whole));
        }

        private Reading readAll(List<String> items) {
            var values = new ArrayList<Object>();
            for (var item : items) {
                if (!(form.read(item) instanceof Reading.Accepted accepted)) {
                    return form.read(item);
                }
                values.add(accepted.value());
            }
            return new Reading.Accepted(List.copyOf(values));
        }
    }
}
