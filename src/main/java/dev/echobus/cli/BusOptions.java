package dev.echobus.cli;

import dev.echobus.bus.FailureCode;
import dev.echobus.config.Assignment;
import dev.echobus.config.ClusterConfig;
import dev.echobus.runtime.BusGuest;
import dev.echobus.runtime.Causes;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command on the bus needs: how to join, the address, and whether bodies are JSON. */
final class BusOptions {

    static final String BODY_HELP = "Text, @FILE, or - for standard input, which is also read when it is left out.";

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

    @Option(names = "--json", description = "Bodies are JSON; each message is printed as a JSON object.")
    boolean isJson;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The event-bus address.")
    String address = "";

    /** Something to do on the bus; returns the exit status. */
    interface Action {
        int on(Vertx vertx) throws InterruptedException, ExecutionException;
    }

    /** Joins the cluster, acts, leaves. */
    int run(Streams streams, Action action) throws InterruptedException {
        var flags = new ArrayList<Assignment>();
        ConfigOptions.add(flags, "cluster.members", members, "--cluster-members");
        ConfigOptions.add(flags, "cluster.host", host, "--cluster-host");
        ConfigOptions.add(flags, "cluster.port", port, "--cluster-port");
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
            streams.complain(Causes.describe(failure) + " (members: " + String.join(", ", cluster.members()) + ")");
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
        } finally {
            vertx.close().onFailure(failure -> streams.complain(Causes.describe(failure)));
        }
    }

    /**
     * The body that was asked for: text, the bytes of {@code @file}, or all of standard input for {@code -} and nothing.
     *
     * @throws IOException when the file or the input cannot be read
     * @throws DecodeException when it should be JSON and is not
     */
    Object body(@Nullable String text, Streams streams) throws IOException {
        if (text != null && !text.startsWith("@") && !"-".equals(text)) {
            return isJson ? Json.decodeValue(text) : text;
        }
        byte[] bytes = text != null && text.startsWith("@")
                ? Files.readAllBytes(Path.of(text.substring(1)))
                : streams.in().readAllBytes();
        return isJson ? Json.decodeValue(Buffer.buffer(bytes)) : Buffer.buffer(bytes);
    }

    /** Why there is no body, in one line. */
    static String describe(Exception unusable) {
        if (unusable instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        // Jackson says in brackets, and on lines of its own, what only programmers need.
        String reason = Causes.describe(unusable).replaceFirst(" \\((code|for|start marker at) .*", "");
        return unusable instanceof DecodeException ? "not JSON: " + reason : reason;
    }
}
