package dev.echobus.cli;

import io.vertx.core.Vertx;
import java.util.concurrent.ExecutionException;
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
    int act(Vertx vertx, Object body) throws InterruptedException, ExecutionException {
        // The producer's future tells when the message has left; a plain publish tells nothing.
        Waiting.on(vertx.eventBus().publisher(bus.address, deliveryOptions()).write(body));
        return ExitCode.OK;
    }
}
