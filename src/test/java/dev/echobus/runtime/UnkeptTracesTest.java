package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.trace.SeenSpan;
import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Traces that are not kept: nothing is told of them, and nobody on their way begins another that would be. */
class UnkeptTracesTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String UNKEPT = "00-" + TRACE + "-b7ad6b7169203331-00";
    private static final String ALL_KEPT = "tracing.samplesPerMillion=1000000";
    private static final String NONE_KEPT = "tracing.samplesPerMillion=0";

    private final List<String> carried = new CopyOnWriteArrayList<>();

    private void consume(TracedNode traced, String address, Consumer<Message<Object>> consumer) throws Exception {
        traced.node
                .vertx()
                .eventBus()
                .<Object>consumer(address, message -> {
                    carried.add(message.headers().get("traceparent"));
                    consumer.accept(message);
                })
                .completion()
                .await(30, TimeUnit.SECONDS);
    }

    /** Asked on the same context, and from elsewhere with the headers that came. */
    private void chain(TracedNode traced, DeliveryOptions first) throws Exception {
        consume(
                traced,
                "first",
                asked -> traced.node.vertx().eventBus().request("second", "").onComplete(any -> asked.reply("")));
        consume(traced, "second", asked -> {
            var given = new DeliveryOptions()
                    .setHeaders(MultiMap.caseInsensitiveMultiMap().addAll(asked.headers()));
            CompletableFuture.runAsync(() ->
                    traced.node.vertx().eventBus().request("third", "", given).onComplete(any -> asked.reply("")));
        });
        consume(traced, "third", asked -> asked.reply(""));
        traced.ask("first", "", first).await(30, TimeUnit.SECONDS);
    }

    private void assertOneTraceOfThree() {
        assertThat(carried).hasSize(3).doesNotHaveDuplicates().allMatch(header -> header.matches("00-.{32}-.{16}-00"));
        assertThat(carried.stream().map(header -> header.substring(3, 35)).distinct())
                .hasSize(1);
    }

    @Test
    void oneThatBeginsHereIsCarriedOnByWhoeverIsAsked() throws Exception {
        TracedNode traced = TracedNode.start(NONE_KEPT);
        chain(traced, new DeliveryOptions());
        assertOneTraceOfThree();
        traced.drain();
        assertThat(traced.collector.requests()).isZero();
        traced.close();
    }

    @Test
    void oneThatWasBegunElsewhereIsNotKeptHereEither() throws Exception {
        TracedNode traced = TracedNode.start(ALL_KEPT);
        chain(traced, new DeliveryOptions().addHeader("traceparent", UNKEPT));
        assertOneTraceOfThree();
        assertThat(carried).allMatch(header -> header.contains(TRACE));
        traced.drain();
        assertThat(traced.collector.requests()).isZero();
        traced.close();
    }

    @Test
    void whoSendsAgainWithTheSameOptionsBeginsAnother() throws Exception {
        try (var traced = TracedNode.start(NONE_KEPT)) {
            consume(traced, "first", asked -> asked.reply(""));
            var options = new DeliveryOptions().addHeader("mine", "1");
            for (int round = 0; round < 3; round++) {
                traced.ask("first", "", options).await(30, TimeUnit.SECONDS);
            }
            assertThat(carried.stream().map(header -> header.substring(3, 35)).distinct())
                    .hasSize(3);
        }
    }

    @Test
    void soManyAreKeptAsTheSettingSaysEachOfThemWhole() throws Exception {
        int requests = 400;
        try (var traced = TracedNode.start("tracing.samplesPerMillion=500000")) {
            consume(traced, "first", asked -> asked.reply(""));
            for (int round = 0; round < requests; round++) {
                traced.ask("first", "", new DeliveryOptions()).await(30, TimeUnit.SECONDS);
            }
            traced.drain();
            List<SeenSpan> spans = traced.collector.spans();
            long traces = spans.stream().map(SeenSpan::traceId).distinct().count();
            assertThat(traces).as("six standard deviations around the half").isBetween(140L, 260L);
            assertThat(spans).as("who asks, and who answers").hasSize(2 * (int) traces);
            assertThat(carried.stream().filter(header -> !header.endsWith("-00")))
                    .hasSize((int) traces);
        }
    }
}
