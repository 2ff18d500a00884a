package dev.echobus.gateway;

import java.util.Map;

/** Where a session is in its life. It only ever moves down the list of states, as its table says. Event loop. */
final class SessionLife {

    /** In the order in which they can follow each other. */
    enum State {
        /** Frames are taken and served. */
        OPEN,
        /** The node stops: replies are taken and awaited, nothing new is begun. */
        DRAINING,
        /** The client has closed its side: what it asked for is awaited, nothing more can come of it. */
        FINISHING,
        /** It has been told the last. */
        CLOSING,
        CLOSED
    }

    /** What can happen to a session. */
    enum Event {
        DRAIN,
        INPUT_ENDED,
        END,
        TRANSPORT_CLOSED
    }

    private static final Map<State, Map<Event, State>> TABLE = Map.of(
            State.OPEN,
            Map.of(
                    Event.DRAIN, State.DRAINING,
                    Event.INPUT_ENDED, State.FINISHING,
                    Event.END, State.CLOSING,
                    Event.TRANSPORT_CLOSED, State.CLOSED),
            State.DRAINING,
            Map.of(
                    Event.INPUT_ENDED, State.FINISHING,
                    Event.END, State.CLOSING,
                    Event.TRANSPORT_CLOSED, State.CLOSED),
            State.FINISHING,
            Map.of(Event.END, State.CLOSING, Event.TRANSPORT_CLOSED, State.CLOSED),
            State.CLOSING,
            Map.of(Event.TRANSPORT_CLOSED, State.CLOSED));

    private State state = State.OPEN;

    State state() {
        return state;
    }

    /** Moves on; false when the event means nothing in this state. */
    boolean step(Event event) {
        State next = TABLE.getOrDefault(state, Map.of()).get(event);
        if (next == null) {
            return false;
        }
        state = next;
        return true;
    }

    /** True while frames of the client are served, be it replies alone. */
    boolean takesFrames() {
        return state == State.OPEN || state == State.DRAINING;
    }

    /** True while something new may be asked for or registered. */
    boolean isOpen() {
        return state == State.OPEN;
    }

    /** True while frames can be written. */
    boolean isWritable() {
        return state.compareTo(State.CLOSING) < 0;
    }
}
