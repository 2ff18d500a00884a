package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.GuestLink;
import dev.echobus.bus.link.LinkException;
import dev.echobus.config.GatewayConfig;
import picocli.CommandLine.Mixin;

/** How a command gets onto the bus: as a guest of the cluster, or through a gateway, which takes a fraction of the time. */
final class BusAccess {

    @Mixin
    private GuestOptions guest = new GuestOptions();

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    /** Something to do on the bus; returns the exit status. */
    @FunctionalInterface
    interface Action {
        int on(BusLink link) throws LinkException, InterruptedException;
    }

    /** Whether the way goes through a gateway. What the command line says goes before the environment. */
    boolean isThroughGateway() {
        return gateway.isGiven() || (!guest.areGiven() && GatewayOptions.isInEnvironment());
    }

    /** Gets onto the bus, acts, leaves; returns the exit status. */
    int run(Streams streams, Action action) throws InterruptedException {
        if (gateway.isGiven() && guest.areGiven()) {
            streams.complain("--gateway: expected without --cluster-.., --config and --set, as nothing is joined");
            return ExitCode.USAGE;
        }
        if (!isThroughGateway()) {
            if (gateway.pointless().isPresent()) {
                streams.complain(
                        gateway.pointless().get() + ": expected with --gateway or " + GatewayConfig.COMMANDS_VARIABLE);
                return ExitCode.USAGE;
            }
            return guest.run(streams, vertx -> act(streams, action, new GuestLink(vertx)));
        }
        try {
            return act(streams, action, gateway.open());
        } catch (GatewayOptions.UnusableException unusable) {
            streams.complain(String.valueOf(unusable.getMessage()));
            return ExitCode.USAGE;
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
}
