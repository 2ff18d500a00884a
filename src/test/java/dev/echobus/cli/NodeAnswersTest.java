package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.GuestLink;
import dev.echobus.bus.link.LinkException;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes of a bus of this process that answer, or do not. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class NodeAnswersTest {

    private static final int LONG_MS = 60_000;

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws InterruptedException, ExecutionException {
        Waiting.on(vertx.close());
    }

    @Test
    void nobodyIsWaitedForOnceAllHaveAnswered() throws InterruptedException, LinkException, ExecutionException {
        var members = new JsonArray().add(member("one", "node", "up")).add(member("two", "node", "up"));
        members.add(member("me", "guest", "up")).add(member("old", "node", "left"));
        answer(Addresses.SERVICE_INFO, new JsonObject().put("node", "one").put("members", members));
        answer(Addresses.SERVICE_INFO, new JsonObject().put("node", "two").put("members", members));
        answer(Addresses.SERVICE_STATS, new JsonObject().put("node", "one").put("members", 2));
        answer(Addresses.SERVICE_STATS, new JsonObject().put("node", "two").put("members", 2));
        var nodes = new NodeAnswers(new GuestLink(vertx), LONG_MS);

        long startNanos = System.nanoTime();
        var infos = nodes.infos();
        var stats = nodes.ask(Addresses.SERVICE_STATS, infos);

        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofMillis(LONG_MS));
        assertThat(infos.answers()).containsOnlyKeys("one", "two");
        assertThat(stats.answers()).containsOnlyKeys("one", "two");
        assertThat(infos.missing()).isEmpty();
        assertThat(stats.missing()).isEmpty();
    }

    @Test
    void aNodeThatGivesNoAnswerIsNamed() throws InterruptedException, LinkException, ExecutionException {
        var members = new JsonArray().add(member("one", "node", "up")).add(member("mute", "node", "up"));
        answer(Addresses.SERVICE_INFO, new JsonObject().put("node", "one").put("members", members));
        answer(Addresses.SERVICE_PING, new JsonObject().put("node", "one"));
        var nodes = new NodeAnswers(new GuestLink(vertx), 100);

        var infos = nodes.infos();

        assertThat(infos.answers()).containsOnlyKeys("one");
        assertThat(infos.missing()).isEqualTo(Map.of("mute", "mute:5701"));
        assertThat(nodes.ask(Addresses.SERVICE_PING, infos).missing()).isEqualTo(Map.of("mute", "mute:5701"));
    }

    @Test
    void whereNobodyAnswersThereIsNothing() throws InterruptedException, LinkException, ExecutionException {
        Waiting.on(
                vertx.eventBus().consumer(Addresses.SERVICE_INFO, message -> {}).completion());

        var infos = new NodeAnswers(new GuestLink(vertx), 100).infos();

        assertThat(infos.answers()).isEmpty();
        assertThat(infos.missing()).isEmpty();
    }

    private void answer(String address, JsonObject answer) throws InterruptedException, ExecutionException {
        Waiting.on(vertx.eventBus()
                .consumer(
                        address,
                        message -> vertx.eventBus().send(message.headers().get(Addresses.REPLY_ADDRESS_HEADER), answer))
                .completion());
    }

    private static JsonObject member(String node, String kind, String state) {
        return new JsonObject()
                .put("node", node)
                .put("address", node + ":5701")
                .put("kind", kind)
                .put("state", state);
    }
}
