package dev.echobus.server;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.wire.Ending;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection is in its life, and why it ended: the one place that knows both. It only ever moves down the list
 * of states, as its table says; what follows from a step is an {@link Action}. Event loop of the connection.
 */
final class ConnectionLife {

    /** In the order in which they can follow each other. */
    enum State {
        /** Messages are taken and answered. */
        OPEN,
        /** The same, until the peer has been quiet for a while. */
        DRAINING,
        /** No more is taken; what was taken is answered. */
        ANSWERING,
        /** No more is written; what was written is on its way. */
        CLOSING,
        /** The socket is gone. */
        CLOSED
    }

    /** What happens to a connection. */
    enum Event {
        /** The node stops. */
        DRAIN,
        /** It is to end, once the replies that are outstanding have been written. */
        END_AFTER_REPLIES,
        /** It is to end once what was written has been sent. */
        END,
        /** No reply is outstanding. */
        REPLIES_WRITTEN,
        /** It is to end at once. */
        CUT,
        /** The socket is closed. */
        SOCKET_CLOSED
    }

    /** What the connection has to do after a step. */
    enum Action {
        NONE,
        /** Wait until the peer is quiet. */
        AWAIT_QUIET,
        /** Throw away what still comes. */
        TAKE_NO_MORE,
        /** Write nothing more and see to it that what was written arrives. */
        END_OUTPUT,
        /** Close the socket. */
        CLOSE_SOCKET
    }

    /** What does not stand here changes nothing. */
    private static final Map<State, Map<Event, State>> TABLE = Map.of(
            State.OPEN,
            Map.of(
                    Event.DRAIN, State.DRAINING,
                    Event.END_AFTER_REPLIES, State.ANSWERING,
                    Event.END, State.CLOSING,
                    Event.CUT, State.CLOSING,
                    Event.SOCKET_CLOSED, State.CLOSED),
            State.DRAINING,
            Map.of(
                    Event.END_AFTER_REPLIES, State.ANSWERING,
                    Event.END, State.CLOSING,
                    Event.CUT, State.CLOSING,
                    Event.SOCKET_CLOSED, State.CLOSED),
            State.ANSWERING,
            Map.of(
                    Event.END, State.CLOSING,
                    Event.REPLIES_WRITTEN, State.CLOSING,
                    Event.CUT, State.CLOSING,
                    Event.SOCKET_CLOSED, State.CLOSED),
            State.CLOSING,
            Map.of(Event.SOCKET_CLOSED, State.CLOSED),
            State.CLOSED,
            Map.of());

    private State state = State.OPEN;

    /** Once the node waits for the connection to end. */
    private boolean isDraining;

    private @Nullable CloseReason reason;

    State state() {
        return state;
    }

    /** True while the node waits for a moment in which the connection can end. */
    boolean awaitsQuiet() {
        return state == State.DRAINING;
    }

    /** True when bytes may be written that answer no message. */
    boolean takesOffers() {
        return state.compareTo(State.CLOSING) < 0;
    }

    /** In which manner it ends once nothing more is written. */
    Ending ending(int lingerTimeoutMs) {
        if (isDraining) {
            return Ending.acknowledged(lingerTimeoutMs);
        }
        boolean isByPeer = reason != null && reason.code() == CloseCode.CLOSED_BY_PEER;
        return isByPeer ? Ending.afterFlush() : Ending.lingering(lingerTimeoutMs);
    }

    /** Why it ends or ended, or null while nothing stands against it. */
    @Nullable
    CloseReason reason() {
        return reason;
    }

    /** The node waits for the connection to end. */
    Action drain() {
        isDraining = isDraining || state.compareTo(State.CLOSING) < 0;
        return step(Event.DRAIN) ? Action.AWAIT_QUIET : Action.NONE;
    }

    /**
     * The one way to end a connection. The first reason stays, unless bytes are lost for a later one, or the replies that
     * an orderly end waits for cannot be had.
     *
     * @param isReplyOutstanding whether a message that was taken has no reply yet
     */
    Action end(CloseReason why, boolean isReplyOutstanding) {
        Event event = eventOf(why.code(), isReplyOutstanding);
        if (state != State.CLOSED && isReplacedBy(why)) {
            reason = why;
        }
        boolean isMoved = step(event);
        return switch (event) {
            case END_AFTER_REPLIES -> isMoved ? Action.TAKE_NO_MORE : Action.NONE;
            case CUT -> state == State.CLOSED ? Action.NONE : Action.CLOSE_SOCKET;
            case DRAIN, END, REPLIES_WRITTEN, SOCKET_CLOSED -> isMoved ? Action.END_OUTPUT : Action.NONE;
        };
    }

    /** Every reply has been written. */
    Action repliesWritten() {
        return step(Event.REPLIES_WRITTEN) ? Action.END_OUTPUT : Action.NONE;
    }

    /**
     * The socket is closed.
     *
     * @param isDelivered false when the peer's system may not have all that was written
     * @param discardedBytes what came after the end
     * @return why the connection ended, for good
     */
    CloseReason socketClosed(boolean isDelivered, long discardedBytes) {
        boolean isUnfinished = state.compareTo(State.CLOSING) < 0 || !isDelivered;
        CloseReason why = reason == null ? CloseReason.of(CloseCode.CLOSED_BY_PEER) : reason;
        if (isDraining && isUnfinished && why.code().isOrderly() && state != State.CLOSED) {
            why = CloseReason.of(CloseCode.DRAIN_TIMEOUT);
        } else if (why.code() == CloseCode.DRAINED && discardedBytes > 0) {
            why = new CloseReason(CloseCode.DRAIN_TIMEOUT, discardedBytes + " bytes came after the end of the drain");
        }
        reason = why;
        step(Event.SOCKET_CLOSED);
        return why;
    }

    private boolean isReplacedBy(CloseReason why) {
        CloseReason first = reason;
        if (first == null) {
            return true;
        }
        // Whether the end of a drain loses bytes is known when the socket is closed.
        boolean losesBytes = why.code() == CloseCode.WRITE_TIMEOUT || why.code() == CloseCode.OUT_OF_MEMORY;
        return losesBytes || (state == State.ANSWERING && first.code().isOrderly());
    }

    private boolean step(Event event) {
        State next = TABLE.getOrDefault(state, Map.of()).get(event);
        if (next == null) {
            return false;
        }
        state = next;
        return true;
    }

    private static Event eventOf(CloseCode code, boolean isReplyOutstanding) {
        return switch (code) {
            case CLOSED_BY_PEER, CLOSED_BY_OPERATOR, DRAINED, MESSAGE_TOO_LARGE, MESSAGE_TRUNCATED, INTERNAL ->
                isReplyOutstanding ? Event.END_AFTER_REPLIES : Event.END;
            case ANSWERED_ONCE, IDLE_TIMEOUT, MESSAGE_TIMEOUT, NO_REPLY, UNUSABLE_REPLY -> Event.END;
            case WRITE_TIMEOUT, DRAIN_TIMEOUT, CONNECTION_BROKEN, OUT_OF_MEMORY -> Event.CUT;
        };
    }
}
