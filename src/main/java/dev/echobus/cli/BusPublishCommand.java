package dev.echobus.cli;

import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Publishes a message to every consumer of an address. */
@Command(
        name = "publish",
        description = "Publish a message to every consumer of an address, and do not wait.",
        mixinStandardHelpOptions = true)
final class BusPublishCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private BusOptions bus = new BusOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "BODY", description = BusOptions.BODY_HELP)
    private @Nullable String text;

    BusPublishCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        Object body;
        try {
            body = bus.body(text, streams);
        } catch (IOException | DecodeException unusable) {
            streams.complain("BODY: " + BusOptions.describe(unusable));
            return ExitCode.USAGE;
        }
        return bus.run(streams, vertx -> {
            // The producer's future tells when the message has left; a plain publish tells nothing.
            Waiting.on(vertx.eventBus().publisher(bus.address).write(body));
            return ExitCode.OK;
        });
    }
}
