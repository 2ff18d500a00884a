package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import io.vertx.core.json.DecodeException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the commands share that put a message on the bus: its address, body and headers, and how they get there. */
abstract class BusMessageCommand implements Callable<Integer> {

    final Streams streams;

    @Mixin
    final BusOptions bus = new BusOptions();

    @Parameters(index = "1", arity = "0..1", paramLabel = "BODY", description = BusOptions.BODY_HELP)
    private @Nullable String text;

    @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header of the message; may be repeated.")
    private Map<String, String> headers = new LinkedHashMap<>();

    BusMessageCommand(Streams streams) {
        this.streams = streams;
    }

    /** Puts the message on the bus; returns the exit status. */
    abstract int act(BusLink link, BusMessage message) throws InterruptedException, LinkException;

    @Override
    public Integer call() throws InterruptedException {
        Object body;
        try {
            body = bus.body(text, streams);
        } catch (IOException | DecodeException unusable) {
            streams.complain("BODY: " + BusOptions.describe(unusable));
            return ExitCode.USAGE;
        }
        var message = new BusMessage(bus.address, headers, body);
        return bus.access.run(streams, link -> act(link, message));
    }
}
