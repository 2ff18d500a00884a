package dev.echobus.client;

import dev.echobus.bus.FailureCode;
import java.util.ArrayDeque;

/**
 * The requests that wait to be sent, in order: while there is no connection, or none that takes more. Event loop
 * only; bounded with all that is pending by {@link PendingRequests}.
 */
final class RequestQueue {

    private final ArrayDeque<PendingRequest> unsent = new ArrayDeque<>();
    private final PendingRequests pending;
    private final ServerLinks links;

    RequestQueue(PendingRequests pending, ServerLinks links) {
        this.pending = pending;
        this.links = links;
    }

    /** Sends a request as soon as those before it are sent and a connection takes it. */
    void submit(PendingRequest request) {
        pending.admit(request);
        unsent.add(request);
        send();
    }

    /** Sends what the connections take. */
    void send() {
        while (!unsent.isEmpty()) {
            ClientConnection connection = links.choose();
            if (connection == null) {
                return;
            }
            if (connection.canCarry(unsent.element())) {
                connection.send(unsent.remove());
            } else {
                connection.retire();
            }
        }
    }

    /** Fails every request that is overdue, sent or not. */
    void expire(long nowNanos) {
        long earliestUnsent = expireUnsent(nowNanos);
        pending.nextDeadline(Math.min(earliestUnsent, links.expire(nowNanos)));
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
        if (!links.isAnyConnected()) {
            request.fail(
                    FailureCode.NOT_CONNECTED,
                    "no connection within " + timeoutMs + " ms, nothing was sent: " + links.lastErrors());
        } else {
            request.fail(
                    FailureCode.TIMED_OUT, "the server took no more bytes for " + timeoutMs + " ms, nothing was sent");
        }
        pending.settle(request);
    }
}
