package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.config.SettingsModel;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.RunLast;

/** The command line's root: knows the sub-commands and turns what they return into an exit status. */
@Command(
        name = "echobus",
        description = "An evented TCP echo service, its client, and the event bus between them.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 fine, 1 failed, 2 usage or configuration, 3 a threshold was missed, 4 echoed bytes"
                    + " differ, 130 interrupted, 143 terminated.",
            "Every setting is listed by 'echobus config'."
        })
public final class Cli {

    /** Columns of the help at most: longer lines are hard to read. */
    private static final int HELP_WIDTH = 100;

    /** Columns of an option's name and label, with which all but the longest keep their line. */
    private static final int OPTION_WIDTH = 24;

    /** Less than this picocli does not take. */
    private static final int HELP_MIN_WIDTH = 55;

    private static final String COMPLETION = "completion";

    private static final String SERVE = "serve";
    private static final String HEALTH = "health";

    private static final String BUS = "bus";
    private static final String SERVICE = "service";
    private static final String ROLLOUT = "rollout";
    private static final String MESH = "mesh";

    /** Those of which somebody waits for the start, and that cannot do without settings. */
    private static final Set<String> NEED_SETTINGS = Set.of(SERVE, HEALTH);

    /** Those that need them to join a cluster, which they do where they are given no gateway. */
    private static final Set<String> JOIN_BY_SETTINGS = Set.of(BUS, SERVICE, ROLLOUT, MESH);

    private Cli() {}

    /** Runs a command line on the process's streams and returns the exit status. */
    public static int run(String[] args) {
        var streams = Streams.ofProcess();
        var ahead =
                needSettings(List.of(args)) ? Optional.of(settingsAhead()) : Optional.<CompletableFuture<Void>>empty();
        var commands = commandLine(streams, List.of(args)).setHelpFactory(Cli::helpAsWideAsTheTerminal);
        commands.setExecutionStrategy(parsed -> {
            // Not left to the first who asks for a setting: two threads within Vert.x's own classes might wait for each
            // other.
            ahead.ifPresent(CompletableFuture::join);
            return new RunLast().execute(parsed);
        });
        return streams.finish(commands.execute(args));
    }

    private static boolean needSettings(List<String> args) {
        boolean isThroughGateway = GatewayOptions.isInEnvironment()
                || args.stream().anyMatch(arg -> arg.equals("--gateway") || arg.startsWith("--gateway="));
        return args.stream()
                .limit(1)
                .anyMatch(
                        name -> NEED_SETTINGS.contains(name) || (!isThroughGateway && JOIN_BY_SETTINGS.contains(name)));
    }

    /** Learns which settings there are while the command line is read: each takes a fifth of the time until a node is ready. */
    private static CompletableFuture<Void> settingsAhead() {
        var learned = new CompletableFuture<Void>();
        var thread = new Thread(
                () -> {
                    try {
                        SettingsModel.ECHOBUS.settings();
                    } finally {
                        // A defect of theirs shows where they are asked for.
                        learned.complete(null);
                    }
                },
                "settings");
        thread.setDaemon(true);
        thread.start();
        return learned;
    }

    /** All commands, their options and their help. */
    static CommandLine commandLine(Streams streams) {
        return commandLine(streams, List.of());
    }

    private static CommandLine commandLine(Streams streams, List<String> args) {
        // What completes all commands has to know them.
        List<String> run = args.stream().limit(1).allMatch(COMPLETION::equals) ? List.of() : args;
        var commands = withSubcommands(new CommandLine(new Cli()), subcommands(streams, tail(run)), run);
        // Every command knows the version, not only the root and the one that is named so.
        commands.getSubcommands().values().forEach(Cli::giveVersion);
        Converters.register(commands);
        return commands.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(HELP_WIDTH)
                .setUsageHelpLongOptionsMaxWidth(OPTION_WIDTH)
                // @FILE is the bytes of a body, not more arguments.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(new UsageErrors(streams))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    streams.complain(Causes.describe(failure));
                    return ExitCode.FAILED;
                });
    }

    /** Of all the one that is run alone, where there is one of that name: reading their options takes most of a command. */
    private static CommandLine withSubcommands(
            CommandLine parent, Map<String, Supplier<CommandLine>> all, List<String> args) {
        args.stream()
                .findFirst()
                .filter(all::containsKey)
                .map(Set::of)
                .orElse(all.keySet())
                .forEach(name -> parent.addSubcommand(
                        name, Objects.requireNonNull(all.get(name)).get()));
        return parent;
    }

    private static List<String> tail(List<String> args) {
        return args.isEmpty() ? args : args.subList(1, args.size());
    }

    /**
     * In the order of the help.
     *
     * @param args what follows the command's name
     */
    private static Map<String, Supplier<CommandLine>> subcommands(Streams streams, List<String> args) {
        var commands = new LinkedHashMap<String, Supplier<CommandLine>>();
        commands.put(SERVE, () -> new CommandLine(new ServeCommand(streams)));
        commands.put("connect", () -> new CommandLine(new ConnectCommand(streams)));
        commands.put(
                "bench",
                () -> new CommandLine(new BenchCommand(streams)).addSubcommand(new BenchCompareCommand(streams)));
        commands.put(BUS, () -> bus(streams, args));
        commands.put(SERVICE, () -> service(streams, args));
        commands.put(ROLLOUT, () -> new CommandLine(new RolloutCommand(streams)));
        commands.put(MESH, () -> new CommandLine(new MeshCommand(streams)));
        commands.put("top", () -> new CommandLine(new TopCommand(streams)));
        commands.put(HEALTH, () -> new CommandLine(new HealthCommand(streams)));
        commands.put("selftest", () -> new CommandLine(new SelfTestCommand(streams)));
        commands.put("config", () -> new CommandLine(new ConfigCommand(streams)));
        commands.put("version", () -> new CommandLine(new VersionCommand(streams)));
        commands.put(COMPLETION, Cli::completion);
        return commands;
    }

    private static CommandLine bus(Streams streams, List<String> args) {
        var commands = new LinkedHashMap<String, Supplier<CommandLine>>();
        commands.put("send", () -> new CommandLine(new BusSendCommand(streams)));
        commands.put("publish", () -> new CommandLine(new BusPublishCommand(streams)));
        commands.put("request", () -> new CommandLine(new BusRequestCommand(streams)));
        commands.put("subscribe", () -> new CommandLine(new BusSubscribeCommand(streams)));
        commands.put("tap", () -> new CommandLine(new BusTapCommand(streams)));
        commands.put("top", () -> new CommandLine(new BusTopCommand(streams)));
        return withSubcommands(new CommandLine(new BusCommand()), commands, args);
    }

    private static CommandLine service(Streams streams, List<String> args) {
        var commands = new LinkedHashMap<String, Supplier<CommandLine>>();
        commands.put("ls", () -> new CommandLine(new ServiceLsCommand(streams)));
        commands.put("ping", () -> new CommandLine(new ServicePingCommand(streams)));
        commands.put("info", () -> new CommandLine(new ServiceInfoCommand(streams)));
        commands.put("stats", () -> new CommandLine(new ServiceStatsCommand(streams)));
        commands.put("audit", () -> new CommandLine(new ServiceAuditCommand(streams)));
        return withSubcommands(new CommandLine(new ServiceCommand()), commands, args);
    }

    private static Help helpAsWideAsTheTerminal(CommandSpec command, ColorScheme colors) {
        int columns = Math.max(HELP_MIN_WIDTH, Math.min(HELP_WIDTH, Terminal.columns()));
        command.usageMessage().width(columns);
        return new Help(command, colors);
    }

    private static void giveVersion(CommandLine command) {
        command.getCommandSpec().versionProvider(new VersionCommand());
        command.getSubcommands().values().forEach(Cli::giveVersion);
    }

    private static CommandLine completion() {
        var completion = new CommandLine(new AutoComplete.GenerateCompletion()).setCommandName(COMPLETION);
        completion
                .getCommandSpec()
                .usageMessage()
                .description("Print a completion script for bash and zsh: source <(echobus completion)");
        return completion;
    }
}
