package dev.echobus.cli;

import dev.echobus.bus.link.LinkException;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands share that join a cluster to ask its nodes something, and print the answers as text or JSON. */
abstract class GuestCommand implements Callable<Integer> {

    final Streams streams;

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Option(names = "--json", description = "Print a JSON object.")
    boolean isJson;

    GuestCommand(Streams streams) {
        this.streams = streams;
    }

    /** Asks, and prints; returns the exit status. */
    abstract int ask(Vertx vertx) throws InterruptedException, ExecutionException, LinkException;

    @Override
    public Integer call() throws InterruptedException {
        return guest.run(streams, this::ask);
    }
}
