package dev.echobus.cli;

import dev.echobus.runtime.Causes;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line's root: knows the sub-commands and turns what they return into an exit status. */
@Command(
        name = "echobus",
        description = "An evented TCP echo service, its client, and the event bus between them.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit status: 0 fine, 1 failed, 2 usage or configuration, 3 a threshold was missed,",
            "4 echoed bytes differ, 130 interrupted, 143 terminated.",
            "Every setting is listed by 'echobus config'."
        })
public final class Cli {

    private Cli() {}

    /** Runs a command line on the process's streams and returns the exit status. */
    public static int run(String[] args) {
        return commandLine(new Streams(System.in, System.out, System.err)).execute(args);
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
                                .addSubcommand(new BusSubscribeCommand(streams)))
                .addSubcommand(new HealthCommand(streams))
                .addSubcommand(new ConfigCommand(streams))
                .addSubcommand(new VersionCommand(streams))
                .addSubcommand("completion", completion());
        return commands.setOut(new PrintWriter(streams.out(), true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(streams.err(), true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    streams.complain(Causes.describe(failure));
                    return ExitCode.FAILED;
                });
    }

    private static CommandLine completion() {
        var completion = new CommandLine(new AutoComplete.GenerateCompletion());
        completion
                .getCommandSpec()
                .usageMessage()
                .description("Print a completion script for bash and zsh: source <(echobus completion)");
        return completion;
    }
}
