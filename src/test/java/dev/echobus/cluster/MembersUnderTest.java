package dev.echobus.cluster;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.echobus.FreePorts;
import dev.echobus.common.Endpoint;
import dev.echobus.config.ClusterConfig;
import dev.echobus.config.MemberAddress;
import dev.echobus.config.SettingsModel;
import dev.echobus.wire.Doorkeeper;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.dns.AddressResolverOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/** Members of one cluster within the tests' process, and what they log. */
final class MembersUnderTest implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 60;

    private final Logger guards = (Logger) LoggerFactory.getLogger("dev.echobus.wire.bus");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger cluster = (Logger) LoggerFactory.getLogger("dev.echobus.cluster");
    private final Map<Vertx, ClusterMember> members = new LinkedHashMap<>();
    private final Endpoint first;

    MembersUnderTest() throws IOException {
        first = Endpoint.tcp("127.0.0.1", FreePorts.next());
        lines.start();
        guards.addAppender(lines);
        cluster.addAppender(lines);
    }

    /** Starts a member with settings of its own. */
    Vertx start(Map<String, Object> own) throws Exception {
        return start(own, bus -> {}, new AddressResolverOptions());
    }

    /** Starts a member that tells the others something else of its bus than the settings do. */
    Vertx start(Map<String, Object> own, Consumer<EventBusOptions> change) throws Exception {
        return start(own, change, new AddressResolverOptions());
    }

    /** Starts one that looks names up as the options say. */
    Vertx start(Map<String, Object> own, AddressResolverOptions names) throws Exception {
        return start(own, bus -> {}, names);
    }

    private Vertx start(Map<String, Object> own, Consumer<EventBusOptions> change, AddressResolverOptions names)
            throws Exception {
        ClusterMember member = ClusterMember.node(settings(own, members.isEmpty() ? first.port() : FreePorts.next()));
        EventBusOptions bus = member.eventBusOptions();
        change.accept(bus);
        Vertx vertx = await(Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(1)
                        .setAddressResolverOptions(names)
                        .setEventBusOptions(bus))
                .withTransport(member.guarded(Transport.NIO, Doorkeeper.OPEN))
                .withClusterManager(member.manager())
                .buildClustered());
        UnhandledFailures.logOf(vertx);
        members.put(vertx, member);
        return vertx;
    }

    /** What a member that was started is to the others. */
    ClusterMember memberOf(Vertx vertx) {
        return Objects.requireNonNull(members.get(vertx));
    }

    ClusterConfig settings(Map<String, Object> own, int port) throws IOException {
        var values = SettingsModel.ECHOBUS.defaults();
        values.put("cluster.members", List.of(MemberAddress.of(first)));
        values.put("cluster.port", port);
        values.put("cluster.busPort", FreePorts.next());
        values.putAll(own);
        return SettingsModel.ECHOBUS.bind(values).cluster();
    }

    /** Has the member answer the address by what it was sent. */
    static void serve(Vertx member, String address) throws Exception {
        await(member.eventBus()
                .consumer(address, message -> message.reply(message.body()))
                .completion());
    }

    static Future<Message<String>> request(Vertx member, String address, int timeoutMs) {
        return member.eventBus().request(address, "hello", new DeliveryOptions().setSendTimeout(timeoutMs));
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    static Throwable awaitFailure(Future<?> future) throws Exception {
        try {
            await(future);
        } catch (ExecutionException failed) {
            return failed.getCause();
        }
        throw new AssertionError("it did not fail");
    }

    /** Waits for a line that has all of these parts. */
    void awaitLine(String... parts) {
        awaitTrue(
                () -> lines().stream().anyMatch(line -> List.of(parts).stream().allMatch(line::contains)),
                List.of(parts) + " in " + lines());
    }

    static void awaitTrue(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("no " + what);
            }
            Thread.onSpinWait();
        }
    }

    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines.list).stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
        }
    }

    @Override
    public void close() {
        guards.detachAppender(lines);
        cluster.detachAppender(lines);
        for (Vertx member : members.keySet()) {
            member.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }
}
