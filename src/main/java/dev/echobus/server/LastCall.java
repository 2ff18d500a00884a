package dev.echobus.server;

import dev.echobus.responder.Responder;

/**
 * Finds the moment in which a connection ends whose drain is nearly over: after a message, once no other has come with it,
 * as those do that were held up on their way; and when time presses, right after an answer. Event loop of the connection.
 */
final class LastCall {

    private final ConnectionMeter meter;
    private final Responder responder;
    private final Runnable end;

    private long receivedBytes;
    private boolean hasMoved;
    private boolean isPressing;

    LastCall(ConnectionMeter meter, Responder responder, Runnable end) {
        this.meter = meter;
        this.responder = responder;
        this.end = end;
        receivedBytes = meter.receivedBytes();
    }

    /** To be called every few milliseconds: ends it when bytes have come since the last call, and none since last time. */
    void endIfPaused() {
        long received = meter.receivedBytes();
        if (received != receivedBytes) {
            receivedBytes = received;
            hasMoved = true;
        } else if (hasMoved) {
            endIfAnswered();
        }
    }

    /** From now on it ends right after an answer. */
    void press() {
        isPressing = true;
    }

    /** Answers are out. */
    void onAnswered() {
        if (isPressing) {
            endIfAnswered();
        }
    }

    private void endIfAnswered() {
        if (responder.inFlight() == 0 && !meter.isWithinMessage()) {
            end.run();
        }
    }
}
