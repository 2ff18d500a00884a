package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import dev.echobus.dialogue.EchoProbe;
import dev.echobus.dialogue.Health;
import dev.echobus.dialogue.Health.Full;
import dev.echobus.dialogue.Health.Unhealthy;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a listener to echo a few bytes and checks them. */
@Command(
        name = "health",
        description = "Echo a few bytes through a listener and check them: exit 0, or 1 with the reason.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Prints healthy, unhealthy or full. A full node accepts and closes at once: that is exit 0 for the configured"
                    + " listener, so that no probe kills a busy node, and exit 1 for a TARGET."
        })
final class HealthCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private ServeOptions options = new ServeOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "host:port, tcp://host:port or [IPv6]:port to ask; the configured listener when left out.")
    private @Nullable Endpoint target;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "2s",
            description = "How long connecting, and then the reply, may take. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    HealthCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        var loaded = ConfigOptions.load(options.sources(), streams);
        if (loaded.isEmpty()) {
            return ExitCode.USAGE;
        }
        var config = loaded.get().config();
        ListenerConfig listener = config.echoListener();
        Endpoint asked = target == null ? listener.endpoint().reachable() : target;
        Vertx vertx = CommandLoop.open();
        var probe =
                new EchoProbe(vertx, listener, config.server().limits().messageMaxBytes(), (int) timeout.toMillis());
        Health health;
        try {
            health = Waiting.on(probe.check(asked));
        } catch (ExecutionException failure) {
            health = new Unhealthy(Causes.describe(failure));
        } finally {
            CommandLoop.close(vertx, streams);
        }
        return report(health, asked);
    }

    private int report(Health health, Endpoint asked) {
        if (health instanceof Unhealthy unhealthy) {
            streams.out().println("unhealthy " + asked + ": " + unhealthy.reason());
            return ExitCode.FAILED;
        }
        if (health instanceof Full) {
            streams.out().println("full " + asked + ": " + Full.MEANING);
            // A node that has no place left must not be killed for that; a server elsewhere is of no use to us now.
            return target == null ? ExitCode.OK : ExitCode.FAILED;
        }
        streams.out().println("healthy " + asked);
        return ExitCode.OK;
    }
}
