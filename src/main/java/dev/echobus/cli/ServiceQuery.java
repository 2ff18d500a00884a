package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.LinkException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands share that ask the nodes about themselves, and print the answers as text or JSON. */
abstract class ServiceQuery implements Callable<Integer> {

    final Streams streams;

    @Mixin
    private BusAccess access = new BusAccess();

    @Option(names = "--json", description = "Print a JSON object.")
    boolean isJson;

    ServiceQuery(Streams streams) {
        this.streams = streams;
    }

    /** Asks, and prints; returns the exit status. */
    abstract int ask(BusLink link) throws InterruptedException, LinkException;

    @Override
    public Integer call() throws InterruptedException {
        return access.run(streams, this::ask);
    }
}
