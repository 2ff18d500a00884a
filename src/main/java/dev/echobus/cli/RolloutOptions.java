package dev.echobus.cli;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.common.Quantity;
import dev.echobus.rollout.Requirement;
import dev.echobus.rollout.RolloutPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say what {@code rollout} sends, for how long, and what it must come to. */
final class RolloutOptions {

    @Option(
            names = "--held",
            paramLabel = "N",
            defaultValue = "20",
            description = "Connections that stay open. Default: ${DEFAULT-VALUE}.")
    private int held;

    @Option(
            names = "--held-rate",
            paramLabel = "RATE",
            defaultValue = "10",
            description = "Messages a second on each of those. Default: ${DEFAULT-VALUE}.")
    private String heldRate = "";

    @Option(
            names = "--new-rate",
            paramLabel = "RATE",
            defaultValue = "20",
            description = "Connections made anew a second, each for one message. Default: ${DEFAULT-VALUE}.")
    private String newRate = "";

    @Option(
            names = "--bus-rate",
            paramLabel = "RATE",
            description = "Requests a second on the bus. Default: 50 with --cluster-members, otherwise 0.")
    private @Nullable String busRate;

    @Option(
            names = {"-s", "--size"},
            paramLabel = "SIZE",
            defaultValue = "64",
            description = "Bytes of a message and of a request. Default: ${DEFAULT-VALUE}.")
    private String size = "";

    @Option(
            names = "--stall",
            paramLabel = "TIME",
            defaultValue = "5s",
            description =
                    "An answer that takes longer, or connecting that does, has failed. Default: ${DEFAULT-VALUE}.")
    private Duration stall = Duration.ZERO;

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
            names = "--require",
            paramLabel = "CONDITION,..",
            description = "Exit with 3 unless all are met: lost=0, gap<2s, held.rst=0, bus.retried<=10, ..")
    private @Nullable String required;

    /** What is sent and what it must come to. */
    record Orders(RolloutPlan plan, List<Requirement> requirements) {}

    /** The orders, or nothing, with all that is wrong added to the problems. */
    Optional<Orders> read(Endpoint target, boolean isGuest, List<String> problems) {
        double perHeld = rate("--held-rate", heldRate, problems);
        double perNew = rate("--new-rate", newRate, problems);
        double perBus = busRate == null ? isGuest ? 50 : 0 : rate("--bus-rate", busRate, problems);
        if (perBus > 0 && !isGuest) {
            problems.add("--bus-rate: expected --cluster-members beside it, to join the bus by");
        }
        long sizeBytes =
                BenchOptions.read("--size", size, Quantity::bytes, problems).orElse(1L);
        if (!FramingSpec.isLengthFieldWidth(lengthFieldBytes)) {
            problems.add("--length-field-bytes: expected 1, 2 or 4, found " + lengthFieldBytes);
        }
        List<Requirement> requirements = required == null
                ? List.of()
                : BenchOptions.read("--require", required, Requirement::parse, problems)
                        .orElse(List.of());
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        var plan = new RolloutPlan(
                target,
                new FramingSpec(framing, lengthFieldBytes),
                held,
                perHeld,
                perNew,
                perBus,
                (int) Math.min(sizeBytes, Integer.MAX_VALUE),
                (int) stall.toMillis());
        problems.addAll(plan.problems());
        return problems.isEmpty() ? Optional.of(new Orders(plan, requirements)) : Optional.empty();
    }

    private static double rate(String name, String text, List<String> problems) {
        return BenchOptions.read(name, text, Quantity::rate, problems).orElse(0.0);
    }
}
