package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.trace.SeenSpan;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node makes of the headers by which a trace goes on, whoever wrote them. */
class TraceHeadersTest {

    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String ASKER = "b7ad6b7169203331";
    private static final String TRACEPARENT = "00-" + TRACE + "-" + ASKER + "-01";

    private static final String ADDRESS = "some.address";

    private TracedNode traced;

    /** Its consumer answers with the headers that it got. */
    @BeforeEach
    void start() throws Exception {
        traced = TracedNode.start("client.enabled=false");
        var consumer = traced.node.vertx().eventBus().consumer(ADDRESS, asked -> asked.reply(json(asked.headers())));
        consumer.completion().await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        traced.close();
    }

    private static Buffer json(MultiMap headers) {
        var json = new JsonObject();
        headers.forEach(json::put);
        return json.toBuffer();
    }

    private JsonObject got(DeliveryOptions options) throws Exception {
        return new JsonObject((Buffer)
                traced.ask(ADDRESS, "x", options).await(20, TimeUnit.SECONDS).body());
    }

    private static DeliveryOptions carrying(String parent, String state) {
        return new DeliveryOptions().addHeader("traceparent", parent).addHeader("tracestate", state);
    }

    @Test
    void whatCannotBeReadBeginsATraceAndLeavesNothingOfItself() throws Exception {
        List<String> unreadable = List.of(
                "",
                "x",
                TRACEPARENT.toUpperCase(Locale.ROOT),
                "00-" + "0".repeat(32) + "-" + ASKER + "-01",
                "00-" + TRACE + "-" + "0".repeat(16) + "-01",
                "ff" + TRACEPARENT.substring(2),
                TRACEPARENT.substring(1),
                TRACEPARENT.substring(0, TRACEPARENT.length() - 1),
                TRACEPARENT + "-more",
                TRACEPARENT.replace('-', '_'),
                TRACEPARENT.replace('a', 'g'),
                "0".repeat(1_000_000));
        for (String parent : unreadable) {
            JsonObject headers = got(carrying(parent, "forged=1"));
            assertThat(headers.getString("traceparent"))
                    .as(parent)
                    .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-0[13]")
                    .doesNotContain(TRACE);
            assertThat(headers.containsKey("tracestate")).as(parent).isFalse();
        }
        assertThat(traced.spans(2 * unreadable.size()))
                .filteredOn(span -> span.kind().equals("CLIENT"))
                .hasSize(unreadable.size())
                .allMatch(span -> span.parentId().isEmpty());
    }

    @Test
    void whatGoesWithATraceIsPassedOnAsFarAsItIsOfItsForm() throws Exception {
        assertThat(got(carrying(TRACEPARENT, "one=1,two=2")).getString("tracestate"))
                .isEqualTo("one=1,two=2");
        String many = "a=1" + ",a=1".repeat(300_000);
        for (String state : List.of("nothing", "a=" + "x".repeat(1_000_000), " ".repeat(1_000_000) + "a", many)) {
            JsonObject headers = got(carrying(TRACEPARENT, state));
            assertThat(headers.getString("traceparent")).startsWith("00-" + TRACE + "-");
            assertThat(headers.containsKey("tracestate")).isFalse();
        }
    }

    /** As a verticle does that keeps them in a constant. */
    @Test
    void whoSendsAgainWithTheSameOptionsBeginsAnotherTrace() throws Exception {
        var options = new DeliveryOptions().addHeader("mine", "1");
        for (int round = 0; round < 3; round++) {
            assertThat(got(options).getString("mine")).isEqualTo("1");
        }
        List<SeenSpan> spans = traced.spans(6);
        assertThat(spans.stream().map(SeenSpan::traceId).distinct()).hasSize(3);
        assertThat(spans.stream().filter(span -> span.parentId().isEmpty())).hasSize(3);
    }
}
