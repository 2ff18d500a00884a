package dev.echobus.cli;

import dev.echobus.client.EchoProbe;
import dev.echobus.config.ServerConfig;
import java.net.URI;
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
            paramLabel = "URL",
            description = "tcp://host:port to ask; the configured listener when left out.")
    private @Nullable String url;

    @Option(
            names = "--timeout",
            paramLabel = "MS",
            defaultValue = "2000",
            description = "How long connecting, and then the reply, may take. Default: ${DEFAULT-VALUE}.")
    private int timeoutMs;

    HealthCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        var loaded = ConfigOptions.load(options.sources(), streams);
        if (loaded.isEmpty()) {
            return ExitCode.USAGE;
        }
        ServerConfig server = loaded.get().config().server();
        String target = url == null ? "tcp://" + reachable(server.host()) + ":" + server.port() : url;
        URI address = parse(target);
        if (address == null) {
            streams.complain("URL: expected tcp://host:port, found \"" + target + "\"");
            return ExitCode.USAGE;
        }
        Optional<String> fault = new EchoProbe(server, timeoutMs).check(address.getHost(), address.getPort());
        streams.out()
                .println(fault.map(reason -> "unhealthy " + target + ": " + reason)
                        .orElse("healthy " + target));
        return fault.isPresent() ? ExitCode.FAILED : ExitCode.OK;
    }

    private static @Nullable URI parse(String target) {
        try {
            URI address = URI.create(target);
            boolean isUsable = "tcp".equals(address.getScheme()) && address.getHost() != null && address.getPort() > 0;
            return isUsable ? address : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** An address to connect to, for one that listens on all. */
    private static String reachable(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::" -> "[::1]";
            default -> host.contains(":") ? "[" + host + "]" : host;
        };
    }
}
