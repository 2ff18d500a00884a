package dev.echobus.cli;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Causes;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.loading.Assignment;
import dev.echobus.runtime.BusGuest;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a command joins a cluster's bus for a while. */
final class GuestOptions {

    private static final String DEFAULT_MEMBERS = "127.0.0.1:5701";

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--cluster-members",
            paramLabel = "HOST:PORT,..",
            description = "Members to join by (cluster.members).")
    private @Nullable String members;

    @Option(
            names = "--cluster-host",
            paramLabel = "HOST",
            description = "This process's own address in the cluster (cluster.host).")
    private @Nullable String host;

    @Option(
            names = "--cluster-port",
            paramLabel = "PORT",
            description = "This process's own port; default: a free one.",
            defaultValue = "0")
    private String port = "0";

    @Option(
            names = "--cluster-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that members prove to know (cluster.secretFile).")
    private @Nullable String secretFile;

    /** Whether the command line says anything of how to join. */
    boolean areGiven() {
        return members != null || host != null || secretFile != null || !"0".equals(port) || config.isGiven();
    }

    /** Something to do on the bus; returns the exit status. */
    interface Action {
        int on(Vertx vertx) throws InterruptedException, ExecutionException, LinkException;
    }

    /** Joins the cluster, acts, leaves; returns the exit status. */
    int run(Streams streams, Action action) throws InterruptedException {
        var flags = new ArrayList<Assignment>();
        ConfigOptions.add(flags, "cluster.members", members, "--cluster-members");
        ConfigOptions.add(flags, "cluster.host", host, "--cluster-host");
        ConfigOptions.add(flags, "cluster.port", port, "--cluster-port");
        ConfigOptions.add(flags, "cluster.secretFile", secretFile, "--cluster-secret-file");
        var loaded = ConfigOptions.load(config.sources(flags), streams);
        if (loaded.isEmpty()) {
            return ExitCode.USAGE;
        }
        ClusterConfig cluster = loaded.get().config().cluster();
        if (cluster.members().isEmpty()) {
            ConfigOptions.add(flags, "cluster.members", DEFAULT_MEMBERS, "default");
            cluster = ConfigOptions.load(config.sources(flags), streams)
                    .orElseThrow()
                    .config()
                    .cluster();
        }
        Vertx vertx;
        try {
            vertx = Waiting.on(BusGuest.join(cluster));
        } catch (ExecutionException failure) {
            streams.complain(Causes.describe(failure));
            return ExitCode.FAILED;
        }
        try {
            return action.on(vertx);
        } catch (ExecutionException failure) {
            streams.complain(
                    failure.getCause() instanceof ReplyException code
                            ? FailureCode.describe(code)
                            : Causes.describe(failure));
            return ExitCode.FAILED;
        } catch (LinkException failure) {
            streams.complain(String.valueOf(failure.getMessage()));
            return ExitCode.FAILED;
        } finally {
            CommandLoop.close(vertx, streams);
        }
    }
}
