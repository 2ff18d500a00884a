package dev.echobus.cli;

import dev.echobus.common.Causes;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Model.CommandSpec;

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

    private Cli() {}

    /** Runs a command line on the process's streams and returns the exit status. */
    public static int run(String[] args) {
        var streams = Streams.ofProcess();
        var commands = commandLine(streams).setHelpFactory(Cli::helpAsWideAsTheTerminal);
        return streams.finish(commands.execute(args));
    }

    /** The commands, their options and their help. */
    static CommandLine commandLine(Streams streams) {
        var commands = new CommandLine(new Cli())
                .addSubcommand(new ServeCommand(streams))
                .addSubcommand(new ConnectCommand(streams))
                .addSubcommand(
                        "bench",
                        new CommandLine(new BenchCommand(streams)).addSubcommand(new BenchCompareCommand(streams)))
                .addSubcommand(
                        "bus",
                        new CommandLine(new BusCommand())
                                .addSubcommand(new BusSendCommand(streams))
                                .addSubcommand(new BusPublishCommand(streams))
                                .addSubcommand(new BusRequestCommand(streams))
                                .addSubcommand(new BusSubscribeCommand(streams))
                                .addSubcommand(new BusTapCommand(streams))
                                .addSubcommand(new BusTopCommand(streams)))
                .addSubcommand(new CommandLine(new ServiceCommand())
                        .addSubcommand(new ServiceLsCommand(streams))
                        .addSubcommand(new ServicePingCommand(streams))
                        .addSubcommand(new ServiceInfoCommand(streams))
                        .addSubcommand(new ServiceStatsCommand(streams))
                        .addSubcommand(new ServiceAuditCommand(streams)))
                .addSubcommand(new RolloutCommand(streams))
                .addSubcommand(new MeshCommand(streams))
                .addSubcommand(new HealthCommand(streams))
                .addSubcommand(new ConfigCommand(streams))
                .addSubcommand(new VersionCommand(streams))
                .addSubcommand("completion", completion());
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
        var completion = new CommandLine(new AutoComplete.GenerateCompletion()).setCommandName("completion");
        completion
                .getCommandSpec()
                .usageMessage()
                .description("Print a completion script for bash and zsh: source <(echobus completion)");
        return completion;
    }
}
