package dev.echobus.cli;

import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sends a message to one consumer of an address. */
@Command(
        name = "send",
        description = "Send a message to one consumer of an address, and do not wait.",
        mixinStandardHelpOptions = true)
final class BusSendCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private BusOptions bus = new BusOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "BODY", description = BusOptions.BODY_HELP)
    private @Nullable String text;

    BusSendCommand(Streams streams) {
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
            // The producer's future tells when the message has left; a plain send tells nothing.
            Waiting.on(vertx.eventBus().sender(bus.address).write(body));
            return ExitCode.OK;
        });
    }
}
