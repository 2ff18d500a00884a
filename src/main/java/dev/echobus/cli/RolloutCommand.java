package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.link.LinkException;
import dev.echobus.cli.RolloutOptions.Orders;
import dev.echobus.cli.RolloutReport.NodeTurnover;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.rollout.Rollout;
import dev.echobus.rollout.RolloutResult;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Sends traffic while nodes are replaced, and says what it cost. SIGINT and SIGTERM end it, and what was found until then
 * is reported; they come on a thread of the JVM's own.
 */
@Command(
        name = "rollout",
        description = "Send TCP and bus traffic while nodes are replaced, and say what was lost.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "echobus rollout tcp://127.0.0.1:9999 --cluster-members 10.0.0.1:5701 \\",
            "    --require 'lost=0,gap<2s' --during 'kubectl rollout restart statefulset/echobus &&",
            "    kubectl rollout status statefulset/echobus'",
            "",
            "Three kinds of traffic have verdicts of their own: connections that stay open, connections made anew for one"
                    + " message, and requests on the bus. FIN, RST, stall, wrong and unopened count connections by how"
                    + " they ended; gap is the longest time without an answer: of one held connection, of all new ones,"
                    + " of all requests.",
            "",
            "Exit status: 0 fine, 1 nothing echoed, or the command failed, 2 usage, 3 a condition was missed,"
                    + " 4 echoed bytes differ, 130 interrupted, 143 terminated.",
        })
final class RolloutCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private RolloutOptions options = new RolloutOptions();

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The server: " + Endpoint.FORMS + ".")
    private @Nullable Endpoint target;

    @Option(
            names = {"-d", "--duration"},
            paramLabel = "TIME",
            defaultValue = "1m",
            description = "How long to send, unless --during says so. Default: ${DEFAULT-VALUE}.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--during",
            paramLabel = "COMMAND",
            description =
                    "Send while the shell runs this, and for --settle before and after; its output goes to standard"
                            + " error.")
    private @Nullable String command;

    @Option(
            names = "--settle",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to send before and after the command. Default: ${DEFAULT-VALUE}.")
    private Duration settle = Duration.ZERO;

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean isJson;

    /** Completes with the exit status of the signal that ends it. */
    private final CompletableFuture<Integer> interruption = new CompletableFuture<>();

    RolloutCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        var problems = new ArrayList<String>();
        if (target == null) {
            streams.complain("TARGET: expected " + Endpoint.FORMS + ", found nothing");
            return ExitCode.USAGE;
        }
        var orders = options.read(target, guest.areGiven(), problems);
        if (orders.isEmpty()) {
            problems.forEach(streams::complain);
            return ExitCode.USAGE;
        }
        StopSignals.onEach(interruption::complete);
        if (guest.areGiven()) {
            return guest.run(streams, vertx -> rehearse(vertx, orders.get(), true));
        }
        Vertx vertx = CommandLoop.open();
        try {
            return rehearse(vertx, orders.get(), false);
        } catch (ExecutionException | LinkException failure) {
            streams.complain(Causes.describe(failure));
            return ExitCode.FAILED;
        } finally {
            CommandLoop.close(vertx, streams);
        }
    }

    private int rehearse(Vertx vertx, Orders orders, boolean isGuest)
            throws InterruptedException, ExecutionException, LinkException {
        var request = new RetryingRequest(vertx, RetryPolicy.ofDefaults(true));
        var rollout = new Rollout(vertx, orders.plan(), request, Addresses.CLIENT_ECHO);
        try {
            Waiting.on(rollout.check());
        } catch (ExecutionException failure) {
            streams.complain(orders.plan().target() + " does not echo: " + Causes.describe(failure));
            return ExitCode.FAILED;
        }
        List<JsonObject> before = isGuest ? NodeAnswers.infos(vertx) : List.of();
        long startNanos = System.nanoTime();
        Waiting.on(rollout.start());
        boolean isDone = letPass();
        RolloutResult result = Waiting.on(rollout.stop());
        NodeTurnover turnover = isGuest ? turnover(before, NodeAnswers.infos(vertx), startNanos) : null;
        var verdicts = orders.requirements().stream()
                .map(requirement -> requirement.check(result))
                .toList();
        return finish(new RolloutReport(result, turnover, verdicts), isDone);
    }

    /** Waits until it is over; false when a signal came or the command failed. */
    private boolean letPass() throws InterruptedException, ExecutionException {
        if (command == null) {
            return passes(duration);
        }
        if (!passes(settle)) {
            return false;
        }
        int status = run(command);
        if (status != 0 && !interruption.isDone()) {
            streams.complain("--during: the command's exit status is " + status);
        }
        return passes(settle) && status == 0;
    }

    /** Waits so long, or until a signal comes; true when none came. */
    private boolean passes(Duration time) throws InterruptedException, ExecutionException {
        try {
            interruption.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return false;
        } catch (TimeoutException passed) {
            return true;
        }
    }

    private int run(String shellCommand) throws InterruptedException {
        try {
            Process process = new ProcessBuilder("sh", "-c", shellCommand)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectOutput(new File("/dev/stderr"))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            CompletableFuture.anyOf(process.onExit(), interruption).join();
            process.destroy();
            return process.waitFor();
        } catch (IOException failure) {
            streams.complain("--during: " + Causes.describe(failure));
            return ExitCode.FAILED;
        }
    }

    private static NodeTurnover turnover(List<JsonObject> before, List<JsonObject> after, long startNanos) {
        long elapsedMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        long started = after.stream()
                .filter(node -> node.getLong("uptimeMs", Long.MAX_VALUE) < elapsedMs)
                .count();
        return new NodeTurnover(before.size(), after.size(), (int) started);
    }

    private int finish(RolloutReport report, boolean isDone) {
        if (isJson) {
            streams.out().println(report.toJson().encodePrettily());
        } else {
            report.print(streams.out());
        }
        if (interruption.isDone()) {
            return interruption.join();
        }
        if (report.result().wrong() > 0) {
            return ExitCode.DIFFERENT;
        }
        if (!isDone) {
            return ExitCode.FAILED;
        }
        return report.isMissed() ? ExitCode.MISSED : ExitCode.OK;
    }
}
