package dev.echobus.cli;

import dev.echobus.common.Endpoint;
import dev.echobus.common.Quantity;
import dev.echobus.common.Texts;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.MemberAddress;
import dev.echobus.config.loading.Assignment;
import dev.echobus.selftest.Finding;
import dev.echobus.selftest.FreePortWay;
import dev.echobus.selftest.SelfTest;
import dev.echobus.selftest.Way;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tries every way into the node that runs with the same configuration. */
@Command(
        name = "selftest",
        description = "Try every configured way into the node that runs here: listeners, gateway, admin port, cluster.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Reads the configuration as 'serve' does, so give it the same flags, files and environment. Exit status 0 when"
                    + " no way failed, 1 when one did."
        })
final class SelfTestCommand implements Callable<Integer> {

    private static final int TIMEOUT_MIN_MS = 10;
    private static final int TIMEOUT_MAX_MS = 60_000;

    private static final double NANOS_A_MS = 1e6;

    private final Streams streams;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Option(
            names = "--way",
            paramLabel = "WAY",
            description = "Try this way alone, by its name in the table; may be repeated.")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description =
                    "How long connecting, and then each answer, may take, 10ms to 60s. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--json", description = "Print a JSON object.")
    private boolean isJson;

    SelfTestCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (timeout.toMillis() < TIMEOUT_MIN_MS || timeout.toMillis() > TIMEOUT_MAX_MS) {
            streams.complain("--timeout: expected " + TIMEOUT_MIN_MS + "ms to " + TIMEOUT_MAX_MS + "ms, found "
                    + timeout.toMillis() + "ms");
            return ExitCode.USAGE;
        }
        var loaded = ConfigOptions.load(options.sources(), streams);
        if (loaded.isEmpty()) {
            return ExitCode.USAGE;
        }
        Vertx vertx = CommandLoop.open();
        try {
            return attempt(waysOf(vertx, loaded.get().config()));
        } finally {
            CommandLoop.close(vertx, streams);
        }
    }

    private List<Way> waysOf(Vertx vertx, EchobusConfig config) throws InterruptedException {
        var ways = new ArrayList<>(new SelfTest(vertx, config, (int) timeout.toMillis()).ways());
        if (config.cluster().enabled()) {
            ways.add(cluster(config.cluster()));
        }
        return ways;
    }

    /** By the node itself, whichever members are there besides, and from ports that are free. */
    private Way cluster(ClusterConfig cluster) throws InterruptedException {
        Endpoint own = Endpoint.tcp(cluster.host(), cluster.port());
        if (own.port() == 0) {
            return new FreePortWay(ClusterWay.NAME, own.authority(), "cluster.port");
        }
        String members = Stream.concat(Stream.of(MemberAddress.of(own)), cluster.members().stream())
                .map(MemberAddress::toString)
                .distinct()
                .collect(Collectors.joining(","));
        var guest = new ArrayList<Assignment>();
        ConfigOptions.add(guest, "cluster.members", members, "selftest");
        ConfigOptions.add(guest, "cluster.port", "0", "selftest");
        ConfigOptions.add(guest, "cluster.busPort", "0", "selftest");
        return new ClusterWay(
                own,
                ConfigOptions.load(options.sources(guest), streams)
                        .orElseThrow()
                        .config()
                        .cluster());
    }

    private int attempt(List<Way> ways) throws InterruptedException {
        List<String> names = ways.stream().map(Way::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                streams.complain("--way: expected " + String.join(", ", names) + ", found " + Texts.quoted(name));
                return ExitCode.USAGE;
            }
        }
        var findings = new ArrayList<Finding>();
        for (Way way : ways) {
            if (only.isEmpty() || only.contains(way.name())) {
                findings.add(Finding.of(way));
            }
        }
        if (isJson) {
            streams.out().println(json(findings).encodePrettily());
        } else {
            table(findings).lines().forEach(streams.out()::println);
        }
        return findings.stream().anyMatch(Finding::isFailure) ? ExitCode.FAILED : ExitCode.OK;
    }

    private static TextTable table(List<Finding> findings) {
        var table = TextTable.ofWords("way", "address", "result", "time", "found");
        findings.forEach(finding -> table.add(List.of(
                finding.way(),
                finding.address(),
                finding.verdict().result().toString(),
                Quantity.ofNanos(finding.nanos()),
                // A peer may have said it.
                Texts.line(finding.verdict().found()))));
        return table;
    }

    private static JsonObject json(List<Finding> findings) {
        var ways = new JsonArray();
        findings.forEach(finding -> ways.add(new JsonObject()
                .put("way", finding.way())
                .put("address", finding.address())
                .put("result", finding.verdict().result().toString())
                .put("timeMs", finding.nanos() / NANOS_A_MS)
                .put("found", finding.verdict().found())));
        return new JsonObject()
                .put("failed", findings.stream().filter(Finding::isFailure).count())
                .put("ways", ways);
    }
}
