package dev.echobus.bus;

/** Why a connection ended, in the {@code code} of its last event. Names are part of the contract; new ones may come. */
public enum CloseCode {
    /** The peer closed its side, and has got every reply. */
    CLOSED_BY_PEER("closed by the peer"),
    /** The node is stopping, and all that came was answered. */
    DRAINED("drained"),
    /** One message was answered, as {@code server.once} asks. */
    ANSWERED_ONCE("answered once"),
    /** An operator asked for it, and all that came was answered. */
    CLOSED_BY_OPERATOR("closed by an operator"),
    /** No byte moved for too long. */
    IDLE_TIMEOUT("idle"),
    /** A message was begun and not finished in time. */
    MESSAGE_TIMEOUT("unfinished message"),
    /** The peer leaves its replies unread. */
    WRITE_TIMEOUT("unread replies"),
    /** The node has stopped before the peer had all that it was owed, or before it stopped to send. */
    DRAIN_TIMEOUT("the drain took too long"),
    /** A message exceeds the maximum. */
    MESSAGE_TOO_LARGE("message too large"),
    /** The peer closed its side within a record. */
    MESSAGE_TRUNCATED("truncated message"),
    /** The event bus did not answer a message. */
    NO_REPLY("no reply from the bus"),
    /** What the event bus answered cannot be sent. */
    UNUSABLE_REPLY("unusable reply from the bus"),
    /** The socket broke: reset by the peer, or an error of the system. */
    CONNECTION_BROKEN("broken"),
    /** There was no memory for its buffers, or others needed it. */
    OUT_OF_MEMORY("out of memory"),
    /** A defect of this program. */
    INTERNAL("internal error");

    private final String text;

    CloseCode(String text) {
        this.text = text;
    }

    /** In a few words, for people. */
    String text() {
        return text;
    }

    /** True for an end that is in order: nobody has to look into it. */
    public boolean isOrderly() {
        return switch (this) {
            case CLOSED_BY_PEER, DRAINED, ANSWERED_ONCE, CLOSED_BY_OPERATOR, IDLE_TIMEOUT -> true;
            case MESSAGE_TIMEOUT,
                    WRITE_TIMEOUT,
                    DRAIN_TIMEOUT,
                    MESSAGE_TOO_LARGE,
                    MESSAGE_TRUNCATED,
                    NO_REPLY,
                    UNUSABLE_REPLY,
                    CONNECTION_BROKEN,
                    OUT_OF_MEMORY,
                    INTERNAL -> false;
        };
    }
}
