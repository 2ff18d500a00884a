package dev.echobus.bus.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every way onto the bus does, with a bus of this process at its end. Addresses are below {@code open.}. */
public interface BusLinkContract {

    String NO_HANDLERS = "NO_HANDLERS (-1): nobody consumes this address";

    /** The bus that the link leads to. */
    EventBus bus();

    BusLink link();

    static Stream<Object> bodies() {
        var bytes = new byte[256];
        for (int value = 0; value < bytes.length; value++) {
            bytes[value] = (byte) value;
        }
        return Stream.of(
                "text",
                "",
                "\u20ac \ud83d\ude00 \"quoted\" \\ \n \u0000",
                bytes,
                new byte[0],
                new byte[500_000],
                42,
                -7_000_000_000L,
                1.5,
                true,
                new JsonObject().put("a", new JsonArray().add(1).add("b").addNull()),
                new JsonArray().add(new JsonObject().put("c", "d")));
    }

    @ParameterizedTest
    @MethodSource
    default void bodies(Object body) throws InterruptedException {
        register("open.echo", message -> message.reply(message.body()));

        var reply = ((Answer.Replied) ask("open.echo", body)).reply();

        assertThat(reply.body()).isEqualTo(body);
        assertThat(reply.headers()).isEmpty();
    }

    @Test
    default void noBodyIsNone() throws InterruptedException {
        register("open.null", message -> message.reply(message.body() == null ? "none" : "some"));

        assertThat(((Answer.Replied) ask("open.null", null)).reply().body()).isEqualTo("none");
    }

    @Test
    default void bytesAreABufferOnTheBus() throws InterruptedException {
        register("open.type", message -> message.reply(message.body() instanceof Buffer ? "buffer" : "other"));

        assertThat(((Answer.Replied) ask("open.type", new byte[] {1})).reply().body())
                .isEqualTo("buffer");
    }

    @Test
    default void headersGoBothWaysAndTheReceiverIsToldItsTime() throws InterruptedException {
        var seen = new LinkedBlockingQueue<Map.Entry<String, String>>();
        register("open.headers", message -> {
            seen.addAll(message.headers().entries());
            message.reply("", new DeliveryOptions().addHeader("back", "there"));
        });

        var answers = new LinkedBlockingQueue<Answer>();
        link().request(new BusMessage("open.headers", Map.of("to", "here"), ""), policy(5_000), answers::add);

        assertThat(((Answer.Replied) take(answers)).reply().headers()).isEqualTo(Map.of("back", "there"));
        assertThat(seen).extracting(Map.Entry::getKey).containsExactlyInAnyOrder("to", "timeoutMs");
    }

    @Test
    default void failuresHaveTheWordsOfTheContract() throws InterruptedException {
        register("open.overloaded", message -> message.reply(FailureCode.MESSAGE_TOO_LARGE.with("for the test")));
        register("open.other", message -> message.fail(99, "of another program"));
        register("open.silent", message -> {});

        assertThat(why("open.overloaded", 5_000)).startsWith("MESSAGE_TOO_LARGE (4): for the test; ");
        assertThat(why("open.other", 5_000)).startsWith("FAILED (99): of another program; ");
        assertThat(why("open.silent", 300)).startsWith("TIMEOUT (-1): no reply; ");
        assertThat(why("open.nobody", 300)).startsWith("NO_HANDLERS (-1): nobody consumes this address; ");
    }

    @Test
    default void sentAndPublishedMessagesArrive() throws InterruptedException, LinkException {
        var seen = new LinkedBlockingQueue<Object>();
        for (int consumer = 0; consumer < 2; consumer++) {
            register("open.news", message -> seen.add(Objects.requireNonNull(message.body())));
        }

        link().send(new BusMessage("open.news", Map.of(), "once"));
        link().publish(new BusMessage("open.news", Map.of(), "twice"));

        var all = new LinkedBlockingQueue<Object>();
        for (int count = 0; count < 3; count++) {
            all.add(take(seen));
        }
        assertThat(all).containsExactlyInAnyOrder("once", "twice", "twice");
    }

    @Test
    default void whatNobodyConsumesIsNotSent() {
        var message = new BusMessage("open.nobody", Map.of(), "x");

        assertThatThrownBy(() -> link().send(message)).hasMessage(NO_HANDLERS);
        assertThatThrownBy(() -> link().publish(message)).hasMessage(NO_HANDLERS);
    }

    @Test
    default void aSubscriptionTakesMessagesAndAnswersThem() throws InterruptedException, LinkException {
        var seen = new LinkedBlockingQueue<BusMessage>();
        link().subscribe(
                        "open.mine",
                        (message, reply) -> {
                            seen.add(message);
                            reply.accept("answer");
                        },
                        lost -> {});

        bus().publish("open.mine", Buffer.buffer(new byte[] {(byte) 0xff, 0}));
        assertThat(take(seen).body()).isEqualTo(new byte[] {(byte) 0xff, 0});
        assertThat(result(bus().<String>request("open.mine", "question")).body())
                .isEqualTo("answer");

        link().unsubscribe("open.mine");
        assertThat(bus().request("open.mine", "more").toCompletionStage().toCompletableFuture())
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("No handlers");
    }

    private void register(String address, Handler<Message<Object>> handler) {
        result(bus().consumer(address, handler).completion());
    }

    private String why(String address, int deadlineMs) throws InterruptedException {
        var answers = new LinkedBlockingQueue<Answer>();
        link().request(new BusMessage(address, Map.of(), "x"), policy(deadlineMs), answers::add);
        return ((Answer.Failed) take(answers)).why();
    }

    private Answer ask(String address, @Nullable Object body) throws InterruptedException {
        var answers = new LinkedBlockingQueue<Answer>();
        link().request(new BusMessage(address, Map.of(), body), policy(20_000), answers::add);
        return take(answers);
    }

    private static RetryPolicy policy(int deadlineMs) {
        return RetryPolicy.forAddress("open.any", deadlineMs);
    }

    private static <T> T take(LinkedBlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS), "nothing came");
    }

    private static <T> T result(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
