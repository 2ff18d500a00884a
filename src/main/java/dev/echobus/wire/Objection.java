package dev.echobus.wire;

/** Why a payload cannot be sent as one message in a framing. */
public sealed interface Objection {

    /** It is longer than a message may be. */
    record TooLong(long bytes, int messageMaxBytes) implements Objection {

        @Override
        public String toString() {
            return "message of " + bytes + " bytes, at most " + messageMaxBytes + " allowed";
        }
    }

    /** Line framing would take it for several messages. */
    record HoldsLineFeed() implements Objection {

        @Override
        public String toString() {
            return "line framing cannot carry a message that holds a line feed";
        }
    }

    /** Raw framing has nothing to show for it. */
    record Empty() implements Objection {

        @Override
        public String toString() {
            return "raw framing cannot carry an empty message";
        }
    }
}
