package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.LinkException;
import dev.echobus.bus.tap.TapReport;
import dev.echobus.bus.tap.TapRequest;
import dev.echobus.cli.NodeAnswers.Round;
import dev.echobus.common.Causes;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands share that look again and again at what passes over the nodes' bus. */
abstract class BusTraffic implements Callable<Integer> {

    /** Nodes close a tap that nobody has looked at for three times as long. */
    private static final Duration INTERVAL_MAX = Duration.ofSeconds(5);

    final Streams streams;

    @Mixin
    private BusAccess access = new BusAccess();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "How often to look, 100ms to 5s. Default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after so many looks; 0: do not end.")
    private int count;

    @Option(names = "--json", description = "Print each look as a JSON object on a line of its own.")
    private boolean isJson;

    BusTraffic(Streams streams) {
        this.streams = streams;
    }

    /** Which addresses are looked at. */
    abstract List<String> patterns();

    /** Shows what passed since the last look. */
    abstract void show(TapReport report);

    @Override
    public Integer call() throws InterruptedException {
        if (interval.toMillis() < 100 || interval.compareTo(INTERVAL_MAX) > 0) {
            streams.complain("--interval: expected 100ms to 5s");
            return ExitCode.USAGE;
        }
        TapRequest request;
        try {
            request = new TapRequest(UUID.randomUUID().toString(), patterns());
        } catch (IllegalArgumentException invalid) {
            streams.complain(Causes.describe(invalid));
            return ExitCode.USAGE;
        }
        return access.run(streams, link -> look(link, request));
    }

    private int look(BusLink link, TapRequest request) throws InterruptedException, LinkException {
        var stopped = new CompletableFuture<Integer>();
        StopSignals.onEach(stopped::complete);
        var nodes = new NodeAnswers(link, NodeAnswers.WAIT_MS);
        // The first look opens the tap, and has nothing to show.
        Round round = nodes.ask(Addresses.TAP, request.toJson(), nodes.infos());
        for (int looks = 0; count == 0 || looks < count; looks++) {
            if (isRefused(round)) {
                return ExitCode.FAILED;
            }
            try {
                return stopped.get(interval.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException due) {
                round = nodes.ask(Addresses.TAP, request.toJson(), nodes.infos());
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
            TapReport report = TapReport.of(round.bodies());
            if (isJson) {
                streams.out()
                        .println(report.toJson().put("nodes", round.answers().size()));
            } else {
                show(report);
            }
            if (streams.outputFailure().isPresent()) {
                return ExitCode.FAILED;
            }
        }
        return ExitCode.OK;
    }

    /** Whether there is nobody to look at, or one that does not let this look; says so. */
    private boolean isRefused(Round round) {
        round.missing().keySet().forEach(node -> streams.complain("no answer of node " + node));
        if (round.answers().isEmpty()) {
            streams.complain("no node answered");
            return true;
        }
        boolean isRefused = false;
        for (JsonObject answer : round.bodies()) {
            String error = answer.getString("error");
            if (error != null) {
                streams.complain("node " + answer.getString("node") + ": " + error);
                isRefused = true;
            }
        }
        return isRefused;
    }
}
