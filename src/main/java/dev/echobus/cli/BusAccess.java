package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.GuestLink;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.Secret;
import dev.echobus.config.SecretFile;
import dev.echobus.gateway.client.GatewayLink;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How a command gets onto the bus: as a guest of the cluster, or through a gateway, which takes a fraction of the time. */
final class BusAccess {

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Option(
            names = "--gateway",
            paramLabel = "TARGET",
            description =
                    "Join nothing and go through this gateway, host:port or tcp://host:port. Without it and without"
                            + " any flag of how to join, the environment's " + GatewayConfig.COMMANDS_VARIABLE
                            + " is asked for one.")
    private @Nullable Endpoint gateway;

    @Option(
            names = "--gateway-token-file",
            paramLabel = "FILE",
            description = "File with the token to show to the gateway.")
    private @Nullable String tokenFile;

    /** Something to do on the bus; returns the exit status. */
    @FunctionalInterface
    interface Action {
        int on(BusLink link) throws LinkException, InterruptedException;
    }

    /** Whether the way goes through a gateway. What the command line says goes before the environment. */
    boolean isThroughGateway() {
        return gateway != null || (!guest.areGiven() && !variable().isEmpty());
    }

    /** Gets onto the bus, acts, leaves; returns the exit status. */
    int run(Streams streams, Action action) throws InterruptedException {
        if (gateway != null && guest.areGiven()) {
            streams.complain("--gateway: expected without --cluster-.., --config and --set, as nothing is joined");
            return ExitCode.USAGE;
        }
        if (!isThroughGateway()) {
            if (tokenFile != null) {
                streams.complain("--gateway-token-file: expected with --gateway or " + GatewayConfig.COMMANDS_VARIABLE);
                return ExitCode.USAGE;
            }
            return guest.run(streams, vertx -> act(streams, action, new GuestLink(vertx)));
        }
        Endpoint target;
        Secret token;
        try {
            target = gateway == null ? Converters.endpoint(variable()) : gateway;
        } catch (TypeConversionException unusable) {
            streams.complain(GatewayConfig.COMMANDS_VARIABLE + ": " + unusable.getMessage());
            return ExitCode.USAGE;
        }
        try {
            token = tokenFile == null ? Secret.NONE : SecretFile.read(tokenFile);
        } catch (IOException unusable) {
            streams.complain("--gateway-token-file: " + tokenFile + ": " + unusable.getMessage());
            return ExitCode.USAGE;
        }
        try {
            return act(streams, action, GatewayLink.open(target, token));
        } catch (LinkException failure) {
            streams.complain(String.valueOf(failure.getMessage()));
            return ExitCode.FAILED;
        }
    }

    private static int act(Streams streams, Action action, BusLink link) throws InterruptedException {
        try (link) {
            return action.on(link);
        } catch (LinkException failure) {
            streams.complain(String.valueOf(failure.getMessage()));
            return ExitCode.FAILED;
        }
    }

    private static String variable() {
        return String.valueOf(System.getenv().getOrDefault(GatewayConfig.COMMANDS_VARIABLE, ""));
    }
}
