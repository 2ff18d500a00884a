package dev.echobus.cli;

import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Sends one request many times, some of them in flight at once, and hands over what became of each. On the caller's
 * thread, which alone reads and writes the counts; the link's only puts answers into a queue, that holds as many as may be
 * in flight. A slow receiver of answers delays further requests and nothing else.
 */
final class RequestSeries {

    private final BusLink link;
    private final BusMessage message;
    private final RetryPolicy policy;

    RequestSeries(BusLink link, BusMessage message, RetryPolicy policy) {
        this.link = link;
        this.message = message;
        this.policy = policy;
    }

    /** Takes answers as they come. */
    @FunctionalInterface
    interface Receiver {
        /** Returns whether to go on; when not, what is in flight is not waited for. */
        boolean receive(Answer answer);
    }

    /**
     * Sends {@code count} requests, at most {@code inFlightMax} at once, and waits for the answer to each.
     *
     * @return whether all answers were received
     * @throws LinkException when the bus cannot carry the request at all, or there is no way to it any more
     */
    boolean run(int count, int inFlightMax, Receiver receiver) throws InterruptedException, LinkException {
        var answers = new LinkedBlockingQueue<Answer>();
        int sent = 0;
        for (int received = 0; received < count; received++) {
            while (sent < count && sent - received < inFlightMax) {
                link.request(message, policy, answers::add);
                sent++;
            }
            Answer answer = answers.take();
            if (answer instanceof Answer.Impossible impossible) {
                throw impossible.why();
            }
            if (!receiver.receive(answer)) {
                return false;
            }
        }
        return true;
    }
}
