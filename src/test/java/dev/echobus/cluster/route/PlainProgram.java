package dev.echobus.cluster.route;

import com.hazelcast.config.Config;
import dev.echobus.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program with a clustered Vertx as Vert.x's own documentation makes one, and no part of the service in it but the public
 * types of this room.
 */
record PlainProgram(Vertx vertx, HazelcastClusterManager hazelcast, RouteKeeper routes) implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int REQUEST_TIMEOUT_MS = 1_000;

    /** Joins, or founds, the cluster of those that have the same list of member ports. */
    static PlainProgram join(List<Integer> memberPorts, int index) throws Exception {
        var hazelcast = new HazelcastClusterManager(config(memberPorts, index));
        var options = new VertxOptions()
                .setEventLoopPoolSize(1)
                .setEventBusOptions(new EventBusOptions().setHost("127.0.0.1").setPort(FreePorts.next()));
        // ARCHITECTURE.md has these lines.
        var manager = new RoutedClusterManager(hazelcast);
        var builder = Vertx.builder().with(options).withClusterManager(manager);
        Vertx vertx = await(builder.buildClustered());
        var routes = RouteKeeper.of(vertx, manager);
        return new PlainProgram(vertx, hazelcast, routes);
    }

    /** What the program does once its consumers are registered. */
    void keepRoutes(int intervalMs) throws Exception {
        await(routes.start(intervalMs));
    }

    private static Config config(List<Integer> memberPorts, int index) {
        var config = new Config()
                .setClusterName("plain-" + memberPorts)
                .setProperty("hazelcast.logging.type", "slf4j")
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.wait.seconds.before.join", "0");
        var network = config.getNetworkConfig();
        network.setPort(memberPorts.get(index)).setPortAutoIncrement(false);
        network.getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        var join = network.getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig()
                .setEnabled(true)
                .setMembers(
                        memberPorts.stream().map(port -> "127.0.0.1:" + port).toList());
        return config;
    }

    /** Answers the address by what it was sent, as soon as the cluster knows of it. */
    void serve(String address) throws Exception {
        await(vertx.eventBus()
                .consumer(address, message -> message.reply(message.body()))
                .completion());
    }

    Future<Message<String>> request(String address) {
        return vertx.eventBus().request(address, "hello", new DeliveryOptions().setSendTimeout(REQUEST_TIMEOUT_MS));
    }

    /** Has the cluster lose, or have, a consumer of any member, behind that member's back. */
    void lose(String address, RegistrationInfo registration) throws Exception {
        Promise<Void> done = Promise.promise();
        hazelcast.removeRegistration(address, registration, done);
        await(done.future());
    }

    void invent(String address, String nodeId) throws Exception {
        Promise<Void> done = Promise.promise();
        hazelcast.addRegistration(address, new RegistrationInfo(nodeId, Integer.MAX_VALUE, false), done);
        await(done.future());
    }

    /** What the cluster knows of an address. */
    List<RegistrationInfo> known(String address) throws Exception {
        Promise<List<RegistrationInfo>> found = Promise.promise();
        hazelcast.getRegistrations(address, found);
        return await(found.future());
    }

    List<RouteFinding> findings() throws Exception {
        AuditResult result = await(routes.audit());
        return result.findings();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
