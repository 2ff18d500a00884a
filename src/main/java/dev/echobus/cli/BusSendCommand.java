package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import picocli.CommandLine.Command;

/** Sends a message to one consumer of an address. */
@Command(
        name = "send",
        description = "Send a message to one consumer of an address, and do not wait.",
        mixinStandardHelpOptions = true)
final class BusSendCommand extends BusMessageCommand {

    BusSendCommand(Streams streams) {
        super(streams);
    }

    @Override
    int act(BusLink link, BusMessage message) throws InterruptedException, LinkException {
        link.send(message);
        return ExitCode.OK;
    }
}
