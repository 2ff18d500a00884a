package dev.echobus.cli;

import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigSources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of {@code serve}: short names for the settings used most. */
final class ServeOptions {

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(names = "--host", paramLabel = "HOST", description = "Address to listen on (server.host).")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port to listen on; 0 takes a free one (server.port).")
    private @Nullable String port;

    @Option(
            names = "--instances",
            paramLabel = "N",
            description = "Server verticles, one event loop each (server.instances).")
    private @Nullable String instances;

    @Option(
            names = "--transport",
            paramLabel = "auto|epoll|io_uring|nio",
            description = "What the event loops wait on (runtime.transport).")
    private @Nullable String transport;

    @Option(
            names = "--framing",
            paramLabel = "raw|line|length",
            description = "How bytes are cut into messages (server.framing).")
    private @Nullable String framing;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Text before each echoed message (server.prefix).")
    private @Nullable String prefix;

    @Option(
            names = "--responder",
            paramLabel = "echo|bus",
            description = "What answers a message: itself, or echobus.server.reply (server.responder).")
    private @Nullable String responder;

    @Option(
            names = "--stamp",
            description = "Stamp replies with times and their way for those who ask, such as bench --stamp; with"
                    + " --framing length (server.stamp).")
    private boolean isStamped;

    @Option(names = "--once", description = "Answer one message, then close the connection (server.once).")
    private boolean isOnce;

    @Option(names = "--cluster", description = "Join a cluster (cluster.enabled).")
    private boolean isClustered;

    @Option(names = "--cluster-port", paramLabel = "PORT", description = "Port for membership (cluster.port).")
    private @Nullable String clusterPort;

    @Option(
            names = "--cluster-members",
            paramLabel = "HOST:PORT,..",
            description = "Members to join (cluster.members).")
    private @Nullable String clusterMembers;

    @Option(
            names = "--cluster-secret-file",
            paramLabel = "FILE",
            description = "File with the secret that members prove to know (cluster.secretFile).")
    private @Nullable String clusterSecretFile;

    @Option(
            names = "--gateway-port",
            paramLabel = "PORT",
            description = "Let other languages onto the event bus at this port; 0 takes a free one (gateway.port).")
    private @Nullable String gatewayPort;

    @Option(
            names = "--gateway-web-port",
            paramLabel = "PORT",
            description = "The same for WebSocket and SockJS, and pages in browsers (gateway.webPort).")
    private @Nullable String gatewayWebPort;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "A console, health, metrics and actions at this HTTP port; 0 takes a free one (admin.port).")
    private @Nullable String adminPort;

    @Option(
            names = "--verticle",
            paramLabel = "[SECTION=]NAME",
            description =
                    "Run a verticle of yours: a class, or what a VerticleFactory knows; may be repeated (runtime.verticles).")
    private List<String> verticles = new ArrayList<>();

    @Option(
            names = "--class-path",
            paramLabel = "FILE|FOLDER",
            description =
                    "Where the classes of --verticle are: a jar, a folder, folder/* for its jars; may be repeated, or several separated by : (runtime.classPath).")
    private List<String> classPath = new ArrayList<>();

    ConfigSources sources() {
        return sources(List.of());
    }

    /** With more of a command's own, which win. */
    ConfigSources sources(List<Assignment> more) {
        var flags = new ArrayList<Assignment>();
        addServerFlags(flags);
        ConfigOptions.add(flags, "runtime.transport", transport, "--transport");
        ConfigOptions.add(flags, "cluster.enabled", isClustered ? "true" : null, "--cluster");
        ConfigOptions.add(flags, "cluster.port", clusterPort, "--cluster-port");
        ConfigOptions.add(flags, "cluster.members", clusterMembers, "--cluster-members");
        ConfigOptions.add(flags, "cluster.secretFile", clusterSecretFile, "--cluster-secret-file");
        ConfigOptions.add(flags, "gateway.enabled", gatewayPort == null ? null : "true", "--gateway-port");
        ConfigOptions.add(flags, "gateway.port", gatewayPort, "--gateway-port");
        ConfigOptions.add(flags, "gateway.webEnabled", gatewayWebPort == null ? null : "true", "--gateway-web-port");
        ConfigOptions.add(flags, "gateway.webPort", gatewayWebPort, "--gateway-web-port");
        ConfigOptions.add(flags, "admin.enabled", adminPort == null ? null : "true", "--admin-port");
        ConfigOptions.add(flags, "admin.port", adminPort, "--admin-port");
        flags.addAll(VerticleFlags.assignments(verticles, "--verticle"));
        ConfigOptions.add(
                flags, "runtime.classPath", classPath.isEmpty() ? null : String.join(":", classPath), "--class-path");
        flags.addAll(more);
        return config.sources(flags);
    }

    private void addServerFlags(List<Assignment> flags) {
        ConfigOptions.add(flags, "server.host", host, "--host");
        ConfigOptions.add(flags, "server.port", port, "--port");
        ConfigOptions.add(flags, "server.instances", instances, "--instances");
        ConfigOptions.add(flags, "server.framing", framing, "--framing");
        ConfigOptions.add(flags, "server.prefix", prefix, "--prefix");
        ConfigOptions.add(flags, "server.responder", responder, "--responder");
        ConfigOptions.add(flags, "server.stamp", isStamped ? "true" : null, "--stamp");
        ConfigOptions.add(flags, "server.once", isOnce ? "true" : null, "--once");
    }
}
