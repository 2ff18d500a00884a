package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.config.loading.ConfigSources;
import dev.echobus.runtime.Echobus;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import sun.misc.Signal;

/**
 * Runs a node until a signal ends it: SIGTERM and SIGINT drain, a second one a second later or more stops at once, SIGHUP
 * reloads. Each signal comes on a thread of its own.
 */
@Command(
        name = "serve",
        description = "Run an echo server, and its client on the event bus, until SIGTERM or SIGINT.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Standard output gets a line a listener, one a port of the gateway, one of the admin port, then 'ready';",
            "the log goes to standard error.",
            "SIGTERM or SIGINT: stop accepting, finish what was accepted, exit 143 or 130. Again, a second",
            "later or more: stop at once.",
            "SIGHUP, or another content of its files: read the configuration again, apply what needs no restart.",
            "",
            "Try it:  echobus serve --framing line     then     echobus connect 127.0.0.1:9999"
        })
final class ServeCommand implements Callable<Integer> {

    private final Streams streams;
    private final CompletableFuture<Integer> exit = new CompletableFuture<>();
    private final StopSignals signals = new StopSignals(System::nanoTime);

    @Mixin
    private ServeOptions options = new ServeOptions();

    ServeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        ConfigSources sources = options.sources();
        var loaded = ConfigOptions.load(sources, streams, Echobus::prepare);
        if (loaded.isEmpty()) {
            return ExitCode.USAGE;
        }
        Echobus echobus;
        try {
            echobus = Waiting.on(Echobus.start(loaded.get()));
        } catch (ExecutionException failure) {
            streams.complain(Causes.describe(failure));
            return ExitCode.FAILED;
        }
        StopSignals.onEach(exitCode -> stop(echobus, exitCode));
        var reloads = new Reloads(echobus, sources);
        Signal.handle(new Signal("HUP"), signal -> reloads.now());
        reloads.watch(loaded.get().config().runtime().configScanMs());
        echobus.onDrainAsked(() -> echobus.drain().onComplete(drained -> exit.complete(ExitCode.OK)));
        echobus.listeners()
                .forEach(listener -> streams.out().println("listening " + listener.name() + " " + listener.endpoint()));
        echobus.gateways().forEach(address -> streams.out().println("gateway " + address));
        echobus.adminUrl().ifPresent(url -> streams.out().println("console " + url));
        echobus.memberships().forEach(member -> streams.out().println("member " + member));
        StateTitle.showListening(echobus.listeners().get(0));
        streams.out().println("ready");
        streams.out().flush();
        return awaitEnd(echobus, reloads);
    }

    /** The main thread's name tells meanwhile how the node is. */
    private Integer awaitEnd(Echobus echobus, Reloads reloads) throws InterruptedException, ExecutionException {
        var draining = new CompletableFuture<Void>();
        echobus.onDraining(() -> draining.complete(null));
        CompletableFuture.anyOf(draining, exit).get();
        reloads.end();
        StateTitle.showDraining();
        return exit.get();
    }

    private void stop(Echobus echobus, int exitCode) {
        switch (signals.onSignal()) {
            case DRAIN -> echobus.drain().onComplete(drained -> exit.complete(exitCode));
            case NOTHING_NEW -> {}
            case STOP_AT_ONCE -> {
                echobus.abandon();
                exit.complete(exitCode);
            }
        }
    }
}
