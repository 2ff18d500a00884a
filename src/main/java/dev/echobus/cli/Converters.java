package dev.echobus.cli;

import dev.echobus.cli.TrafficTable.Order;
import dev.echobus.cli.top.Page;
import dev.echobus.common.Endpoint;
import dev.echobus.common.EndpointReading;
import dev.echobus.common.FramingKind;
import dev.echobus.common.Quantity;
import dev.echobus.load.plan.Arrival;
import dev.echobus.load.plan.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/** How the words of every command line become values: one syntax for a target, a duration, a count and a choice. */
final class Converters {

    /** Nothing on the command line waits longer, and milliseconds of it fit an int. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final Pattern WORDS = Pattern.compile("[a-z0-9_]+(\\|[a-z0-9_]+)+");

    private Converters() {}

    /** Makes the commands below read their words so. */
    static void register(CommandLine commands) {
        commands.registerConverter(Endpoint.class, Converters::endpoint)
                .registerConverter(Duration.class, Converters::duration)
                .registerConverter(int.class, text -> read(text, Quantity::count))
                .registerConverter(Integer.class, text -> read(text, Quantity::count))
                .registerConverter(FramingKind.class, choice(FramingKind.values()))
                .registerConverter(Arrival.class, choice(Arrival.values()))
                .registerConverter(Transport.class, choice(Transport.values()))
                .registerConverter(Order.class, choice(Order.values()))
                .registerConverter(Page.class, choice(Page.values()));
        offerWords(commands);
    }

    /** A label such as {@code raw|line|length} names all words that there are: shells offer them. */
    private static void offerWords(CommandLine commands) {
        var command = commands.getCommandSpec();
        for (OptionSpec option : List.copyOf(command.options())) {
            if (WORDS.matcher(option.paramLabel()).matches()) {
                command.remove(option);
                command.addOption(OptionSpec.builder(option)
                        .completionCandidates(List.of(option.paramLabel().split("\\|")))
                        .build());
            }
        }
        commands.getSubcommands().values().forEach(Converters::offerWords);
    }

    /** Where to connect to. */
    static Endpoint endpoint(String text) {
        EndpointReading reading = Endpoint.read(text);
        if (reading instanceof Endpoint endpoint) {
            return endpoint;
        }
        throw new TypeConversionException(reading.toString());
    }

    private static Duration duration(String text) {
        Duration duration = Duration.ofNanos(read(text, Quantity::nanos));
        if (duration.compareTo(LONGEST) > 0) {
            throw new TypeConversionException("expected at most 24h, found \"" + text + "\"");
        }
        // Timers count milliseconds; what is shorter is not nothing.
        return Duration.ofMillis(duration.plusNanos(999_999).toMillis());
    }

    private static <T> T read(String text, ITypeConverter<T> reading) {
        try {
            return reading.convert(text);
        } catch (IllegalArgumentException unusable) {
            throw new TypeConversionException(unusable.getMessage());
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static <E extends Enum<E>> ITypeConverter<E> choice(E[] values) {
        return text -> Stream.of(values)
                .filter(value -> value.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("expected " + either(values) + ", found \"" + text + "\""));
    }

    private static String either(Enum<?>[] values) {
        List<String> names = Stream.of(values).map(Converters::word).toList();
        return String.join(", ", names.subList(0, names.size() - 1)) + " or " + names.get(names.size() - 1);
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
