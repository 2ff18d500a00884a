package dev.echobus.cli;

import dev.echobus.client.EchoProbe;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ListenerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a listener to echo a few bytes and checks them. */
@Command(
        name = "health",
        description = "Echo a few bytes through a listener and check them: exit 0, or 1 with the reason.",
        mixinStandardHelpOptions = true)
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
        var probe = new EchoProbe(listener, config.server().limits().messageMaxBytes(), (int) timeout.toMillis());
        Optional<String> fault = probe.check(asked.host(), asked.port());
        streams.out()
                .println(fault.map(reason -> "unhealthy " + asked + ": " + reason)
                        .orElse("healthy " + asked));
        return fault.isPresent() ? ExitCode.FAILED : ExitCode.OK;
    }
}
