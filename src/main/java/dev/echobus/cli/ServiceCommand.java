package dev.echobus.cli;

import picocli.CommandLine.Command;

/** The parent of the commands that ask the nodes of a cluster about themselves. */
@Command(
        name = "service",
        description = "Ask the nodes of a cluster about themselves.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Joins the cluster as a guest by --cluster-members (default 127.0.0.1:5701) and leaves when done; or goes"
                    + " through --gateway, and joins nothing.",
            "Try it:  echobus service ls"
        })
final class ServiceCommand {}
