package dev.echobus.wire;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a connection's input flows: its listener may pause it, and may let the loop's other connections have their turn
 * before the next frame. Until it flows again nothing is read, decoded or handed on. Event loop only; holds nothing.
 */
final class InputFlow {

    private final Channel channel;
    private @Nullable InputGate gate;
    private @Nullable NextTurn nextReopening;

    private boolean isPaused;
    private boolean isYielding;
    private boolean isInputOver;
    private boolean isClosed;

    InputFlow(Channel channel) {
        this.channel = channel;
    }

    /** What comes passes by a decoder, and by the gate before it. */
    void useGate(InputGate inputGate) {
        gate = inputGate;
        nextReopening = new NextTurn(channel, this::reopen);
    }

    /** True while nothing is to be handed on. */
    boolean isHeld() {
        return isPaused || isYielding;
    }

    /** False when it was paused already, or nothing comes any more. */
    boolean pause() {
        if (isPaused || !channel.isOpen()) {
            return false;
        }
        isPaused = true;
        channel.config().setAutoRead(false);
        return true;
    }

    /** Goes on, first with the frames that were decoded from bytes already here. */
    void resume() {
        if (!isPaused) {
            return;
        }
        isPaused = false;
        NextTurn reopening = nextReopening;
        if (reopening == null) {
            readOn();
        } else {
            // Never decode from within a callback: a peer's thousand tiny frames would be a thousand stack frames.
            reopening.ask();
        }
    }

    /** Goes on once the loop has looked at its other sockets. Without a decoder each read is a turn of its own. */
    void yieldTurn() {
        if (!isHeld() && gate != null && channel.isOpen()) {
            isYielding = true;
            channel.config().setAutoRead(false);
            // What execute() is given runs before the loop looks at its sockets again, and so does what that gives it.
            channel.eventLoop().schedule(this::goOn, 0, TimeUnit.NANOSECONDS);
        }
    }

    /** The peer has closed its side: there is nothing more to read. */
    void endInput() {
        isInputOver = true;
        // Without this the closed input stays readable for ever, and the loop with it awake.
        channel.config().setAutoRead(false);
    }

    void onClosed() {
        isClosed = true;
    }

    private void goOn() {
        isYielding = false;
        reopen();
    }

    private void reopen() {
        if (!isHeld() && !isClosed && gate != null) {
            gate.reopen();
            readOn();
        }
    }

    private void readOn() {
        // A closed socket is gone from the system's list before its closing is announced here.
        if (!isHeld() && !isInputOver && channel.isOpen()) {
            channel.config().setAutoRead(true);
        }
    }
}
