package dev.echobus.server;

import dev.echobus.metric.TimeHistogram;
import dev.echobus.responder.ResponderCounts;

/**
 * What one event loop counts of a listener by itself: it alone adds, so that no message pays for a number that loops share.
 *
 * @param serviceTime from the read of messages to the write of their replies
 * @param responder what its bus responders ask
 */
record ListenerLoop(TimeHistogram serviceTime, ResponderCounts responder) {

    static ListenerLoop create() {
        var serviceTime = new TimeHistogram();
        return new ListenerLoop(serviceTime, new ResponderCounts(serviceTime));
    }
}
