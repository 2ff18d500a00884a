package dev.echobus.bus.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.tap.TapReport.Traffic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A tap on a bus of its own counts what passes, exactly, and nothing else. */
class BusTapTest {

    private static final int PATIENCE_SECONDS = 30;

    private final BusTap tap = new BusTap();
    private final Vertx vertx = Vertx.builder().withTracer(unused -> tap).build();

    private final BlockingQueue<Message<Object>> taken = new LinkedBlockingQueue<>();

    @AfterEach
    void end() throws Exception {
        await(vertx.close());
    }

    @Test
    void requestsAreCountedWithTheirLatencies() throws Exception {
        take("a.b");
        look("all", "**");
        for (int count = 0; count < 50; count++) {
            answer("a.b", request -> request.reply("hi"));
        }
        Traffic traffic = at(look("all", "**"), "a.b");
        assertThat(traffic.sent()).isEqualTo(50);
        assertThat(traffic.taken()).isEqualTo(50);
        assertThat(traffic.roundTrips().getTotalCount()).isEqualTo(50);
        assertThat(traffic.answers().getTotalCount()).isEqualTo(50);
        assertThat(traffic.roundTrips().getMaxValue())
                .isGreaterThanOrEqualTo(traffic.answers().getMinValue());
        assertThat(traffic.failures()).isEmpty();
    }

    @Test
    void failuresAreCountedByTheirNames() throws Exception {
        take("refusing");
        look("all", "**");
        await(vertx.eventBus().request("nobody", "hi").otherwiseEmpty());
        answer(
                "refusing",
                request -> request.fail(FailureCode.OVERLOADED.number(), FailureCode.OVERLOADED + ": too much"));
        await(vertx.eventBus().sender("nobody").write("hi").otherwiseEmpty());
        TapReport report = look("all", "**");
        assertThat(at(report, "nobody").failures()).isEqualTo(Map.of("NO_HANDLERS", 2L));
        assertThat(at(report, "nobody").taken()).isZero();
        assertThat(at(report, "refusing").failures()).isEqualTo(Map.of("OVERLOADED", 1L));
        assertThat(at(report, "refusing").roundTrips().getTotalCount()).isZero();
    }

    @Test
    void aPublicationIsTakenByEachConsumer() throws Exception {
        serve("news");
        serve("news");
        look("all", "**");
        await(vertx.eventBus().publisher("news").write("hi"));
        // Behind it on the consumers' loops.
        await(vertx.eventBus().request("news", "hi"));
        await(vertx.eventBus().request("news", "hi"));
        Traffic traffic = at(look("all", "**"), "news");
        assertThat(traffic.published()).isEqualTo(1);
        assertThat(traffic.sent()).isEqualTo(2);
        assertThat(traffic.taken()).isEqualTo(4);
    }

    @Test
    void onlyAddressesThatFitAreSeenAndEachLookBeginsAnew() throws Exception {
        serve("a.b");
        serve("c");
        assertThat(look("mine", "a.*").addresses()).isEmpty();
        await(vertx.eventBus().request("a.b", "hi"));
        await(vertx.eventBus().request("c", "hi"));
        assertThat(look("mine", "a.*").addresses()).containsOnlyKeys("a.b");
        assertThat(look("mine", "a.*").addresses()).isEmpty();
    }

    @Test
    void twoTapsSeeTheSame() throws Exception {
        serve("a");
        look("one", "**");
        look("two", "**");
        await(vertx.eventBus().request("a", "hi"));
        assertThat(at(look("one", "**"), "a").sent()).isEqualTo(1);
        assertThat(at(look("two", "**"), "a").sent()).isEqualTo(1);
    }

    @Test
    void addressesThatOneConnectionOrAskerHasOfItsOwnAreCountedTogether() throws Exception {
        look("all", "**");
        for (int count = 0; count < 3; count++) {
            await(vertx.eventBus()
                    .request("echobus.connection.n-" + count, "hi")
                    .otherwiseEmpty());
        }
        assertThat(at(look("all", "**"), "echobus.connection.*").sent()).isEqualTo(3);
    }

    @Test
    void moreAddressesThanTheLimitAreCountedTogether() throws Exception {
        look("all", "**");
        int addresses = Tap.ADDRESSES_MAX + 10;
        for (int count = 0; count < addresses; count++) {
            await(vertx.eventBus().request("address." + count, "hi").otherwiseEmpty());
        }
        TapReport report = look("all", "**");
        assertThat(report.addresses()).hasSizeLessThanOrEqualTo(Tap.ADDRESSES_MAX + 1);
        assertThat(at(report, Tap.OTHERS).sent()).isEqualTo(10);
        assertThat(report.addresses().values().stream().mapToLong(Traffic::sent).sum())
                .isEqualTo(addresses);
    }

    @Test
    void moreTapsThanTheLimitAreRefused() {
        IntStream.range(0, BusTap.TAPS_MAX).forEach(index -> look("tap" + index, "**"));
        assertThatThrownBy(() -> look("one more", "**"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(String.valueOf(BusTap.TAPS_MAX));
        assertThat(look("tap0", "**").addresses()).isEmpty();
    }

    @Test
    void answersOfSeveralNodesAreAddedUp() throws Exception {
        serve("a");
        tap.look(new TapRequest("one", List.of("**")));
        await(vertx.eventBus().request("a", "hi"));
        JsonObject answer = tap.look(new TapRequest("one", List.of("**")));
        TapReport both = TapReport.of(List.of(answer, answer));
        assertThat(at(both, "a").sent()).isEqualTo(2);
        assertThat(at(both, "a").answers().getTotalCount()).isEqualTo(2);
        JsonArray listed = both.toJson().getJsonArray("addresses");
        assertThat(listed.getJsonObject(0).getJsonObject("answerUs").getLong("count"))
                .isEqualTo(2);
    }

    @Test
    void whatIsNotOfTheFormIsRefused() {
        for (Object body : List.of(
                "text",
                new JsonObject(),
                new JsonObject().put("tap", "a").put("patterns", new JsonArray()),
                new JsonObject().put("tap", "").put("patterns", new JsonArray().add("**")),
                new JsonObject().put("tap", "a").put("patterns", new JsonArray().add(1)),
                new JsonObject().put("tap", "a").put("patterns", new JsonArray().add("x".repeat(256))))) {
            assertThatThrownBy(() -> TapRequest.of(body)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** Has messages of the address kept for {@link #answer}. */
    private void take(String address) throws Exception {
        await(vertx.eventBus().consumer(address, taken::add).completion());
    }

    /**
     * Sends a request, and answers it when it is certainly sent: Vert.x does not tell of an answer that is back before it
     * has noted that.
     */
    private void answer(String address, Consumer<Message<Object>> answer) throws Exception {
        var reply = vertx.eventBus().request(address, "hi");
        answer.accept(Objects.requireNonNull(taken.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)));
        await(reply.otherwiseEmpty());
    }

    private void serve(String address) throws Exception {
        await(vertx.eventBus()
                .consumer(address, message -> {
                    if (message.replyAddress() != null) {
                        message.reply(message.body());
                    }
                })
                .completion());
    }

    private TapReport look(String name, String pattern) {
        return TapReport.of(List.of(tap.look(new TapRequest(name, List.of(pattern)))));
    }

    private static Traffic at(TapReport report, String address) {
        return Objects.requireNonNull(report.addresses().get(address), () -> "nothing at " + address + " in " + report);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
