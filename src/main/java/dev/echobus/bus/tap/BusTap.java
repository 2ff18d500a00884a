package dev.echobus.bus.tap;

import io.vertx.core.Context;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.tracing.SpanKind;
import io.vertx.core.spi.tracing.TagExtractor;
import io.vertx.core.spi.tracing.VertxTracer;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Arrays;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node's taps. Any thread. */
public final class BusTap implements VertxTracer<Passage, Passage> {

    /** How many may look at a node at once: each has its own counts of every address that passes. */
    public static final int TAPS_MAX = 4;

    /** Replies go by addresses that live for one answer. */
    private static final String INTERNAL_PREFIX = "__vertx.";

    private static final Tap[] NONE = {};

    private volatile Tap[] taps = NONE;

    /**
     * What passed since this tap was last looked at, and for how many milliseconds that was. The first look opens it; one
     * that nobody looks at for {@link Tap#LEASE_NANOS} is closed.
     *
     * @throws IllegalStateException when as many are open as may be
     */
    public synchronized JsonObject look(TapRequest request) {
        long now = System.nanoTime();
        taps = Arrays.stream(taps).filter(tap -> !tap.isExpired(now)).toArray(Tap[]::new);
        for (Tap tap : taps) {
            if (tap.isNamed(request.tap())) {
                return tap.take(now);
            }
        }
        if (taps.length == TAPS_MAX) {
            throw new IllegalStateException("there are " + TAPS_MAX + " taps already");
        }
        var opened = new Tap(request, now);
        Tap[] more = Arrays.copyOf(taps, taps.length + 1);
        more[taps.length] = opened;
        taps = more;
        return opened.take(now);
    }

    /** How many are open, those that nobody looks at any more among them until a message passes. */
    int count() {
        return taps.length;
    }

    @Override
    public <R> @Nullable Passage sendRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            BiConsumer<String, String> headers,
            TagExtractor<R> tags) {
        if (taps.length == 0 || !(request instanceof Message<?> message) || isInternal(message)) {
            return null;
        }
        each(message.address(), traffic -> traffic.sent(message.isSend()));
        return new Passage(message.address(), System.nanoTime());
    }

    @Override
    public <R> void receiveResponse(
            Context context,
            @Nullable R response,
            @Nullable Passage passage,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (passage == null) {
            return;
        }
        if (failure != null) {
            each(passage.address(), traffic -> traffic.failed(failure));
        } else if (response != null) {
            long nanos = System.nanoTime() - passage.sinceNanos();
            each(passage.address(), traffic -> traffic.replied(nanos));
        }
    }

    @Override
    public <R> @Nullable Passage receiveRequest(
            Context context,
            SpanKind kind,
            TracingPolicy policy,
            R request,
            String operation,
            Iterable<Map.Entry<String, String>> headers,
            TagExtractor<R> tags) {
        if (taps.length == 0 || !(request instanceof Message<?> message) || isInternal(message)) {
            return null;
        }
        each(message.address(), AddressTraffic::taken);
        return message.replyAddress() == null ? null : new Passage(message.address(), System.nanoTime());
    }

    @Override
    public <R> void sendResponse(
            Context context,
            @Nullable R response,
            @Nullable Passage passage,
            @Nullable Throwable failure,
            TagExtractor<R> tags) {
        if (passage != null) {
            long nanos = System.nanoTime() - passage.sinceNanos();
            each(passage.address(), traffic -> traffic.answered(nanos));
        }
    }

    private static boolean isInternal(Message<?> message) {
        return message.address().startsWith(INTERNAL_PREFIX);
    }

    private void each(String address, Consumer<AddressTraffic> count) {
        boolean isAnyExpired = false;
        long now = System.nanoTime();
        for (Tap tap : taps) {
            if (tap.isExpired(now)) {
                isAnyExpired = true;
            } else if (tap.isFor(address)) {
                count.accept(tap.at(address));
            }
        }
        if (isAnyExpired) {
            closeExpired(now);
        }
    }

    private synchronized void closeExpired(long now) {
        taps = Arrays.stream(taps).filter(tap -> !tap.isExpired(now)).toArray(Tap[]::new);
    }
}
