package dev.echobus.server;

import dev.echobus.metric.PauseCause;
import dev.echobus.responder.Responder;
import dev.echobus.server.rate.ConnectionRates;
import dev.echobus.wire.Output;
import dev.echobus.wire.WireChannel;

/**
 * Whether a connection is read from: while its peer takes its replies, its responder has room and its rate allows it.
 * Counts each pause by its cause. Event loop of the connection.
 */
final class ReadGate {

    private final WireChannel wire;
    private final Output output;
    private final Responder responder;
    private final ConnectionRates rates;
    private final ListenerStats stats;

    ReadGate(WireChannel wire, Responder responder, ConnectionRates rates, ListenerStats stats) {
        this.wire = wire;
        this.responder = responder;
        this.rates = rates;
        this.stats = stats;
        output = wire.output();
    }

    /** Something of what it goes by has changed. */
    void update() {
        boolean isHeld = rates.isHeld();
        boolean mayRead = !responder.isFull() && !isHeld;
        if (mayRead && !output.isWritable()) {
            output.flush();
        }
        if (mayRead && output.isWritable()) {
            wire.resume();
        } else if (mayRead) {
            pause(PauseCause.UNSENT);
        } else {
            pause(isHeld ? PauseCause.RATE : PauseCause.RESPONDER);
        }
    }

    /** A message was handed to the responder. */
    void pauseIfFull() {
        if (responder.isFull()) {
            pause(PauseCause.RESPONDER);
        }
    }

    /** A message was charged to the connection's rate. */
    void pauseIfHeld() {
        if (rates.isHeld()) {
            pause(PauseCause.RATE);
        }
    }

    private void pause(PauseCause cause) {
        if (wire.pause()) {
            stats.paused(cause);
        }
    }
}
