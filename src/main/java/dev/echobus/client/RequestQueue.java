package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import java.util.ArrayDeque;

/**
 * The requests that wait to be sent, in order: while there is no connection, or while it takes no more. Event loop
 * only; bounded with all that is pending by {@link PendingRequests}.
 */
final class RequestQueue {

    private final ArrayDeque<PendingRequest> unsent = new ArrayDeque<>();
    private final PendingRequests pending;
    private final ServerLink link;

    RequestQueue(PendingRequests pending, ServerLink link) {
        this.pending = pending;
        this.link = link;
    }

    /** Sends a request as soon as those before it are sent and the connection takes it. */
    void submit(PendingRequest request) {
        pending.admit(request);
        unsent.add(request);
        send();
    }

    /** Sends what the connection takes. */
    void send() {
        ClientConnection connection = link.connection();
        if (connection == null) {
            return;
        }
        while (connection.isReady() && !unsent.isEmpty()) {
            if (!connection.canCarry(unsent.element())) {
                connection.retire();
                return;
            }
            connection.send(unsent.remove());
        }
    }

    /** Fails every request that is overdue, sent or not. */
    void expire(long nowNanos) {
        long earliestUnsent = expireUnsent(nowNanos);
        ClientConnection connection = link.connection();
        if (connection != null) {
            connection.expire(nowNanos);
        }
        // Asked again: an overdue request has taken its connection with it.
        ClientConnection left = link.connection();
        long earliestSent = left == null ? PendingRequests.NEVER : left.earliestDeadlineNanos();
        pending.nextDeadline(Math.min(earliestUnsent, earliestSent));
    }

    /** Fails every request that is not sent. */
    void failUnsent(FailureCode code, String detail) {
        for (PendingRequest request = unsent.poll(); request != null; request = unsent.poll()) {
            request.fail(code, detail);
            pending.settle(request);
        }
    }

    private long expireUnsent(long nowNanos) {
        long earliest = PendingRequests.NEVER;
        for (int left = unsent.size(); left > 0; left--) {
            PendingRequest request = unsent.remove();
            if (request.isDue(nowNanos)) {
                failOverdue(request);
            } else {
                unsent.add(request);
                earliest = Math.min(earliest, request.deadlineNanos());
            }
        }
        return earliest;
    }

    private void failOverdue(PendingRequest request) {
        int timeoutMs = request.timing().timeoutMs();
        if (link.connection() == null) {
            request.fail(
                    FailureCode.NOT_CONNECTED,
                    "no connection within " + timeoutMs + " ms, nothing was sent: " + link.lastError());
        } else {
            request.fail(
                    FailureCode.TIMED_OUT, "the server took no more bytes for " + timeoutMs + " ms, nothing was sent");
        }
        pending.settle(request);
    }
}
