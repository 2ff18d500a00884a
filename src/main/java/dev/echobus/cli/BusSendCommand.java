package dev.echobus.cli;

import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
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
    int act(Vertx vertx, Object body) throws InterruptedException, ExecutionException {
        // The producer's future tells when the message has left; a plain send tells nothing.
        Waiting.on(vertx.eventBus().sender(bus.address, deliveryOptions()).write(body));
        return ExitCode.OK;
    }
}
