package dev.echobus.cli;

import dev.echobus.common.Endpoint;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.report.Environment;
import dev.echobus.load.report.LoadReport;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.search.RateSearch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Puts load on an echo server, checks every byte that comes back and reports. SIGINT and SIGTERM end the run, and what was
 * measured until then is reported; they come on a thread of the JVM's own.
 */
@Command(
        name = "bench",
        description = "Put load on an echo server, check every byte, and report rate and latency.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Closed loop:  echobus bench tcp://127.0.0.1:9999 -c 50 -p 16",
            "Open loop:    echobus bench tcp://127.0.0.1:9999 -c 50 -r 20k --require 'p99<5ms,errors=0'",
            "Hop by hop:   echobus bench tcp://127.0.0.1:9999 --framing length --stamp",
            "Search:       echobus bench tcp://127.0.0.1:9999 -c 50 -d 3s --max-rate-at p99=2ms",
            "",
            "With --cluster-members the report holds what the server's nodes say of themselves on the event bus.",
            "",
            "Exit status: 0 fine, 1 no or a lost connection, or messages without an answer, 2 usage,",
            "3 a threshold was missed, 4 echoed bytes or stamps are wrong, 130 interrupted, 143 terminated.",
        })
final class BenchCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Mixin
    private BenchOutputs outputs = new BenchOutputs();

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The server: " + Endpoint.FORMS + ".")
    private @Nullable String server;

    @Option(
            names = "--require",
            paramLabel = "THRESHOLD,..",
            description = "Exit with 3 unless all are met: p99<5ms, max<=20ms, rate>=20k, errors=0, late=0, loss=0, ..")
    private @Nullable String required;

    @Option(
            names = "--max-rate-at",
            paramLabel = "THRESHOLD",
            description =
                    "Find the highest rate that meets this, such as p99=2ms, by runs of --duration each; --rate is"
                            + " where it begins.")
    private @Nullable String searched;

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli before the call.
    private CommandSpec spec;

    private List<JsonObject> nodes = List.of();
    private volatile @Nullable LoadRun running;
    /** Exit status of the signal that ended the run, or 0. */
    private volatile int interruptedBy;

    BenchCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        var problems = new ArrayList<String>();
        List<Threshold> thresholds = required == null
                ? List.of()
                : BenchOptions.read("--require", required, Threshold::parse, problems)
                        .orElse(List.of());
        Optional<Threshold> search = searched == null
                ? Optional.empty()
                : BenchOptions.read("--max-rate-at", searched, Threshold::target, problems);
        Optional<BenchPlan> plan =
                server == null ? Optional.empty() : options.plan(server, search.isPresent(), problems);
        if (server == null) {
            problems.add("TARGET: expected " + Endpoint.FORMS + ", found nothing");
        }
        outputs.addProblems(problems);
        if (plan.isEmpty() || !problems.isEmpty()) {
            problems.forEach(streams::complain);
            return ExitCode.USAGE;
        }
        if (guest.areGiven() && askNodes() == ExitCode.USAGE) {
            return ExitCode.USAGE;
        }
        StopSignals.onEach(this::interrupt);
        LoadReport report = search.isPresent()
                ? search(plan.get(), search.get(), thresholds)
                : report(run(plan.get(), ""), thresholds, null);
        return finish(report);
    }

    /** What the server says of itself belongs to the report; that it says nothing is no reason not to measure it. */
    private int askNodes() throws InterruptedException {
        int exitCode = guest.run(streams, vertx -> {
            nodes = NodeAnswers.infos(vertx);
            return ExitCode.OK;
        });
        if (exitCode != ExitCode.USAGE && nodes.isEmpty()) {
            streams.complain("the report goes without the server's own information: no node gave any");
        }
        return exitCode;
    }

    private LoadReport search(BenchPlan plan, Threshold target, List<Threshold> thresholds)
            throws InterruptedException, IOException {
        var outcome = new RateSearch(target, this::runStep, step -> {}).search(plan);
        return report(outcome.best(), thresholds, outcome);
    }

    private LoadResult runStep(BenchPlan plan) throws InterruptedException {
        Double rate = plan.pace().ratePerSecond();
        return run(plan, rate == null ? "" : "trying " + Math.round(rate) + "/s");
    }

    private LoadResult run(BenchPlan plan, String label) throws InterruptedException {
        Optional<BenchLive> live = outputs.live(new BenchView(label, plan.timing()));
        var run = new LoadRun(plan, second -> live.ifPresent(view -> view.show(second)));
        running = run;
        if (interruptedBy != 0) {
            run.stop();
        }
        try {
            return run.run();
        } finally {
            live.ifPresent(BenchLive::close);
        }
    }

    private LoadReport report(LoadResult result, List<Threshold> thresholds, RateSearch.@Nullable Outcome outcome)
            throws IOException {
        var verdicts =
                thresholds.stream().map(threshold -> threshold.check(result)).toList();
        return new LoadReport(result, verdicts, outcome, nodes, environment());
    }

    private Environment environment() throws IOException {
        return Environment.of(
                VersionCommand.version(),
                spec.root().commandLine().getParseResult().originalArgs());
    }

    private void interrupt(int exitCode) {
        interruptedBy = exitCode;
        LoadRun run = running;
        if (run != null) {
            run.stop();
        }
    }

    private int finish(LoadReport report) throws IOException {
        LoadResult result = report.result();
        var connections = result.connections();
        if (connections.opened() == 0 && interruptedBy == 0) {
            streams.complain("cannot connect to " + result.plan().target() + ": " + connections.firstFailure());
            return ExitCode.FAILED;
        }
        outputs.write(report, streams);
        if (interruptedBy != 0) {
            return interruptedBy;
        }
        if (result.faultCount() > 0) {
            return ExitCode.DIFFERENT;
        }
        if (report.isMissed()) {
            return ExitCode.MISSED;
        }
        return result.errors() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }
}
