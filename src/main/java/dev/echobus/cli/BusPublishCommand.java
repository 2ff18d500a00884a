package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import picocli.CommandLine.Command;

/** Publishes a message to every consumer of an address. */
@Command(
        name = "publish",
        description = "Publish a message to every consumer of an address, and do not wait.",
        mixinStandardHelpOptions = true)
final class BusPublishCommand extends BusMessageCommand {

    BusPublishCommand(Streams streams) {
        super(streams);
    }

    @Override
    int act(BusLink link, BusMessage message) throws InterruptedException, LinkException {
        link.publish(message);
        return ExitCode.OK;
    }
}
