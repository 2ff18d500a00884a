package dev.echobus.cli;

import picocli.CommandLine.Command;

/** The parent of the commands that act on the event bus. */
@Command(
        name = "bus",
        description = "Send, publish, request or subscribe on the event bus, or see what passes over it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Joins the cluster as a guest by --cluster-members (default 127.0.0.1:5701) and leaves when done; or goes"
                    + " through --gateway, and joins nothing.",
            "Try it:  echobus bus request echobus.client.echo hello"
        })
final class BusCommand {}
