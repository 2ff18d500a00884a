package dev.echobus.gateway;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.config.GatewayConfig;
import io.vertx.core.eventbus.Message;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests that one session was handed and has not answered. Each has an address that only this session may answer,
 * once and in time. Event loop; bounded by {@code gateway.pendingRepliesMax}, {@code gateway.pendingMaxBytes} and {@code
 * gateway.replyTimeoutMs}.
 */
final class PendingReplies {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** A client that comes again with an address of an earlier session must not meet another request. */
    private static final int SESSION_ID_BYTES = 12;

    private final GatewayConfig settings;
    private final GatewayStats stats;
    private final String prefix;
    private final Map<String, Handed> handed = new LinkedHashMap<>();

    private long handedBytes;
    private long last;
    private long nextDeadlineNanos = Long.MAX_VALUE;

    private static final class Handed {

        private final Message<Object> request;
        private final long deadlineNanos;

        /** Of its frame; 0 until that is written. */
        private int bytes;

        Handed(Message<Object> request, long deadlineNanos) {
            this.request = request;
            this.deadlineNanos = deadlineNanos;
        }
    }

    PendingReplies(GatewayConfig settings, GatewayStats stats) {
        this.settings = settings;
        this.stats = stats;
        byte[] id = new byte[SESSION_ID_BYTES];
        RANDOM.nextBytes(id);
        prefix = Addresses.gatewayReply(HexFormat.of().formatHex(id)) + ".";
    }

    boolean isEmpty() {
        return handed.isEmpty();
    }

    boolean isFull() {
        return handed.size() >= settings.pendingRepliesMax();
    }

    /** Learns how long the frame is by which a request is handed out; false when all of them would be too long. */
    boolean fits(String address, int bytes) {
        Handed request = handed.get(address);
        if (request == null || handedBytes + bytes > settings.pendingMaxBytes()) {
            return false;
        }
        request.bytes = bytes;
        handedBytes += bytes;
        return true;
    }

    /** Remembers who asked; returns where the session is to answer. */
    String hand(Message<Object> request) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs(request));
        String address = prefix + ++last;
        handed.put(address, new Handed(request, deadlineNanos));
        nextDeadlineNanos = handed.size() == 1 ? deadlineNanos : Math.min(nextDeadlineNanos, deadlineNanos);
        stats.repliesPending(1);
        return address;
    }

    /** Takes back whom to answer at this address; null when there is nobody, or not any more. */
    @Nullable
    Message<Object> take(String address) {
        Handed found = address.startsWith(prefix) ? handed.remove(address) : null;
        if (found == null) {
            return null;
        }
        left(found);
        if (found.deadlineNanos - System.nanoTime() < 0) {
            expire(found);
            return null;
        }
        return found.request;
    }

    /** Fails those whose time is over. */
    void sweep(long nowNanos) {
        if (handed.isEmpty() || nextDeadlineNanos - nowNanos > 0) {
            return;
        }
        var late = new ArrayList<Handed>();
        long next = Long.MAX_VALUE;
        for (var entries = handed.values().iterator(); entries.hasNext(); ) {
            Handed entry = entries.next();
            if (entry.deadlineNanos - nowNanos <= 0) {
                entries.remove();
                left(entry);
                late.add(entry);
            } else {
                next = Math.min(next, entry.deadlineNanos);
            }
        }
        nextDeadlineNanos = next;
        late.forEach(this::expire);
    }

    /** The session is over: fails all. */
    void failAll(FailureCode code, String detail) {
        var all = new ArrayList<>(handed.values());
        handed.clear();
        all.forEach(this::left);
        all.forEach(entry -> fail(entry.request, code, detail));
    }

    /** Fails the one that was handed out so, which the session will not see. */
    void fail(String address, FailureCode code, String detail) {
        Message<Object> request = take(address);
        if (request != null) {
            fail(request, code, detail);
        }
    }

    /** Replies to a request with a failure of the contract; a message that is none is dropped. */
    static void fail(Message<Object> message, FailureCode code, String detail) {
        if (message.replyAddress() != null) {
            message.fail(code.number(), code.with(detail).getMessage());
        }
    }

    private void left(Handed entry) {
        stats.repliesPending(-1);
        handedBytes -= entry.bytes;
    }

    private void expire(Handed late) {
        fail(late.request, FailureCode.TIMED_OUT, "the session of the gateway did not answer");
    }

    private long timeoutMs(Message<Object> request) {
        long askersMs = Requests.timeoutMs(request.headers().get(Addresses.TIMEOUT_HEADER));
        return askersMs > 0 ? Math.min(askersMs, settings.replyTimeoutMs()) : settings.replyTimeoutMs();
    }
}
