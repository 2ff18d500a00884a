package dev.echobus.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.vertx.core.MultiMap;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Headers that say that a trace is not kept, read and written without OpenTelemetry and held against it. */
class UnkeptSpanTest {

    private static final String UNKEPT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    private static final String PARENT = "traceparent";
    private static final int MUTATIONS = 20_000;

    private static final TextMapGetter<MultiMap> HEADERS =
            (headers, name) -> headers == null ? null : headers.get(name);

    private static MultiMap carrying(String header) {
        return MultiMap.caseInsensitiveMultiMap().add(PARENT, header);
    }

    private static SpanContext readByOpenTelemetry(MultiMap headers) {
        Context context = W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
        return Span.fromContext(context).getSpanContext();
    }

    /** Of this version alone: others are for the library. */
    private static boolean isUnkept(String header) {
        SpanContext read = readByOpenTelemetry(carrying(header));
        return header.startsWith("00-") && read.isValid() && !read.isSampled();
    }

    @Test
    void whatIsTakenForUnkeptIsThatToOpenTelemetryTooAndTheOtherWayRound() {
        var random = new Random(17);
        int unkept = 0;
        for (int round = 0; round < MUTATIONS; round++) {
            String header = mutated(random);
            boolean isUnkept = isUnkept(header);
            assertThat(UnkeptSpan.carried(carrying(header)) != null).as(header).isEqualTo(isUnkept);
            unkept += isUnkept ? 1 : 0;
        }
        assertThat(unkept).isBetween(MUTATIONS / 10, MUTATIONS * 9 / 10);
    }

    private static String mutated(Random random) {
        var header = new StringBuilder(UNKEPT);
        switch (random.nextInt(5)) {
            case 0 -> header.setCharAt(random.nextInt(header.length()), (char) random.nextInt(128));
            case 1 -> header.setLength(random.nextInt(header.length()));
            case 2 -> header.append((char) random.nextInt(128));
            case 3 -> header.replace(53, 55, "%02x".formatted(random.nextInt(256)));
            default -> {
                // Ids of zeros, or all but.
                int from = random.nextBoolean() ? 3 : 36;
                int digits = from == 3 ? 32 : 16;
                header.replace(from, from + digits, "0".repeat(digits));
                if (random.nextBoolean()) {
                    header.setCharAt(from + random.nextInt(digits), '1');
                }
            }
        }
        return header.toString();
    }

    @Test
    void whereMoreIsCarriedOrNothingItIsLeftToTheLibrary() {
        assertThat(UnkeptSpan.carried(null)).isNull();
        assertThat(UnkeptSpan.carried(MultiMap.caseInsensitiveMultiMap())).isNull();
        assertThat(UnkeptSpan.carried(carrying(UNKEPT).add("tracestate", "a=1")))
                .isNull();
    }

    @Test
    void eachStepIsAnotherSpanOfTheSameTraceWithTheSameFlags() {
        UnkeptSpan span = UnkeptSpan.carried(carrying(UNKEPT.substring(0, 53) + "02"));
        MultiMap one = carrying("stale").add("tracestate", "of=another");
        MultiMap other = MultiMap.caseInsensitiveMultiMap();
        span.carry(one);
        span.carry(other);
        String form = Pattern.quote(UNKEPT.substring(0, 36)) + "[0-9a-f]{16}-02";
        assertThat(one.get(PARENT)).matches(form).isNotEqualTo(other.get(PARENT));
        assertThat(other.get(PARENT)).matches(form);
        assertThat(one.contains("tracestate")).isFalse();
        assertThat(one.getAll(PARENT)).hasSize(1);
    }

    @Test
    void eachThatBeginsIsOfATraceOfItsOwnWhichOpenTelemetryReads() {
        MultiMap one = MultiMap.caseInsensitiveMultiMap();
        MultiMap other = MultiMap.caseInsensitiveMultiMap();
        UnkeptSpan.begin().carry(one);
        UnkeptSpan.begin().carry(other);
        assertThat(readByOpenTelemetry(one).isValid()).isTrue();
        assertThat(readByOpenTelemetry(one).isSampled()).isFalse();
        assertThat(readByOpenTelemetry(one).getTraceId())
                .isNotEqualTo(readByOpenTelemetry(other).getTraceId());
    }
}
