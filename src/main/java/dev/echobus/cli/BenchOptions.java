package dev.echobus.cli;

import dev.echobus.common.Endpoint;
import dev.echobus.common.EndpointReading;
import dev.echobus.common.FramingKind;
import dev.echobus.common.Quantity;
import dev.echobus.load.plan.Arrival;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.plan.BenchPlan.Pace;
import dev.echobus.load.plan.BenchPlan.Timing;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.plan.Transport;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what {@code bench} sends, and how; read into a plan, all that is wrong told at once. */
final class BenchOptions {

    /** Where a search begins unless told: any server meets it, and ten doublings reach a million. */
    private static final String FIRST_RATE = "1k";

    @Option(
            names = {"-c", "--connections"},
            paramLabel = "N",
            defaultValue = "10",
            description = "Connections held open at once. Default: ${DEFAULT-VALUE}.")
    private int connections;

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE[:WEIGHT],..",
            defaultValue = "64",
            description = "Bytes a message: 64, or a mix such as 64,1k,64k or 64:90,1k:9,64k:1. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String size = "";

    @Option(
            names = {"-p", "--in-flight"},
            paramLabel = "N",
            description = "Messages of a connection that may wait for their echo. Default: 1 in closed loop, 1024 in"
                    + " open loop.")
    private @Nullable Integer inFlightMax;

    @Option(
            names = {"-r", "--rate"},
            paramLabel = "RATE",
            description =
                    "Open loop: so many messages a second of all connections together, such as 20k, sent when they"
                            + " are due whatever the server does. Without it each echo sets off the next message.")
    private @Nullable String rate;

    @Option(
            names = "--arrival",
            paramLabel = "constant|exponential",
            description = "Spacing of an open loop: equal gaps, or those of independent users. Default: constant.")
    private @Nullable Arrival arrival;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long to measure, such as 10s or 500ms. Default: ${DEFAULT-VALUE}.")
    private String duration = "";

    @Option(
            names = {"-w", "--warm-up"},
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "How long to send before that. Default: ${DEFAULT-VALUE}.")
    private String warmUp = "";

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to wait for the last echoes; what is missing then counts as unanswered. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String drain = "";

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long opening a connection may take. Default: ${DEFAULT-VALUE}.")
    private String connectTimeout = "";

    @Option(
            names = "--connect-rate",
            paramLabel = "RATE",
            defaultValue = "0",
            description = "Connections opened a second; 0 is as fast as they go. Default: ${DEFAULT-VALUE}.")
    private String connectRate = "";

    @Option(
            names = "--lifetime",
            paramLabel = "TIME",
            defaultValue = "0s",
            description =
                    "Replace each connection by a new one after this long; 0s is never. Default: ${DEFAULT-VALUE}.")
    private String lifetime = "";

    @Option(
            names = "--framing",
            paramLabel = "raw|line|length",
            defaultValue = "raw",
            description = "How the server cuts bytes into messages. Default: ${DEFAULT-VALUE}.")
    private FramingKind framing = FramingKind.RAW;

    @Option(
            names = "--length-field-bytes",
            paramLabel = "1|2|4",
            defaultValue = "4",
            description = "Width of the length before each message in length framing. Default: ${DEFAULT-VALUE}.")
    private int lengthFieldBytes;

    @Option(
            names = "--prefix",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Text that the server puts before each echo.")
    private String prefix = "";

    @Option(
            names = "--stamp",
            description = "Ask for stamps, and split the latency into network, queue, handler and bus; the server was"
                    + " told to: serve --framing length --stamp.")
    private boolean isStamped;

    @Option(
            names = "--loops",
            paramLabel = "N",
            defaultValue = "1",
            description = "Event loops. Default: ${DEFAULT-VALUE}.")
    private int loops;

    @Option(
            names = "--transport",
            paramLabel = "epoll|nio",
            description = "What the event loops wait on. Default: epoll where it can be had.")
    private @Nullable Transport transport;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The bytes, sizes and gaps follow from it. Default: ${DEFAULT-VALUE}.")
    private long seed;

    /** The plan for a server, or nothing, with what is wrong added to the problems. A search is always an open loop. */
    Optional<BenchPlan> plan(String server, boolean isSearch, List<String> problems) {
        Endpoint target = target(server, problems);
        Sizes sizes = read("--size", size, Sizes::parse, problems).orElse(Sizes.of(1));
        String rateText = rate == null && isSearch ? FIRST_RATE : rate;
        Double perSecond = rateText == null
                ? null
                : read("--rate", rateText, Quantity::rate, problems).orElse(1.0);
        if (arrival != null && perSecond == null) {
            problems.add("--arrival: expected --rate beside it: without a rate each echo sets off the next message");
        }
        var timing = new Timing(
                nanos("--warm-up", warmUp, problems),
                nanos("--duration", duration, problems),
                nanos("--connect-timeout", connectTimeout, problems),
                nanos("--drain", drain, problems));
        var pace = new Pace(
                perSecond,
                arrival == null ? Arrival.CONSTANT : arrival,
                read("--connect-rate", connectRate, Quantity::rate, problems).orElse(0.0),
                nanos("--lifetime", lifetime, problems));
        int depth = inFlightMax != null ? inFlightMax : perSecond == null ? 1 : LoadLimits.OPEN_LOOP_IN_FLIGHT;
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        var plan = new BenchPlan(
                target,
                connections,
                depth,
                sizes,
                new Framing(framing, lengthFieldBytes, prefix, isStamped),
                pace,
                timing,
                loops,
                transport == null ? Transport.best() : transport,
                seed);
        problems.addAll(plan.problems());
        return problems.isEmpty() ? Optional.of(plan) : Optional.empty();
    }

    private static Endpoint target(String text, List<String> problems) {
        EndpointReading reading = Endpoint.read(text);
        if (reading instanceof Endpoint endpoint) {
            return endpoint;
        }
        problems.add("TARGET: " + reading);
        return Endpoint.tcp("localhost", 1);
    }

    private static long nanos(String name, String text, List<String> problems) {
        return read(name, text, Quantity::nanos, problems).orElse(0L);
    }

    static <T> Optional<T> read(String name, String text, Function<String, T> reading, List<String> problems) {
        try {
            return Optional.of(reading.apply(text));
        } catch (IllegalArgumentException unusable) {
            problems.add(name + ": " + unusable.getMessage());
            return Optional.empty();
        }
    }
}
