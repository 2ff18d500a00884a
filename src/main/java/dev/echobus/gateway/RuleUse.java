package dev.echobus.gateway;

import dev.echobus.metric.RuleSnapshot;
import java.util.concurrent.atomic.LongAdder;

/** What a rule has let through, over all sessions. Any thread. */
final class RuleUse {

    private final String address;
    private final LongAdder messagesIn = new LongAdder();
    private final LongAdder messagesOut = new LongAdder();

    /** @param address the rule's, which may be a pattern */
    RuleUse(String address) {
        this.address = address;
    }

    /** A message of a session goes onto the bus. */
    void messageIn() {
        messagesIn.increment();
    }

    /** A message of the bus goes to a session. */
    void messageOut() {
        messagesOut.increment();
    }

    RuleSnapshot snapshot() {
        return new RuleSnapshot(address, messagesIn.sum(), messagesOut.sum());
    }
}
