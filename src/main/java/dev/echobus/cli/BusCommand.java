package dev.echobus.cli;

import picocli.CommandLine.Command;

/** The parent of the commands that act on a cluster's event bus. */
@Command(
        name = "bus",
        description = "Send, publish, request or subscribe on a cluster's event bus.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Joins the cluster as a guest by --cluster-members (default 127.0.0.1:5701) and leaves when done.",
            "Try it:  echobus bus request echobus.client.echo hello"
        })
final class BusCommand {}
