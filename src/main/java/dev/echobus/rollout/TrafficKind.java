package dev.echobus.rollout;

/** A kind of traffic that a rollout hurts in its own way. */
public enum TrafficKind {
    /** Connections that stay open, as of a pool: does one live on, or is it told in time to go? */
    HELD("held", "held connections"),
    /** Connections made anew: does each come to a node that answers? */
    NEW("new", "new connections"),
    /** Requests on the bus. */
    BUS("bus", "bus requests");

    private final String word;
    private final String title;

    TrafficKind(String word, String title) {
        this.word = word;
        this.title = title;
    }

    /** As thresholds and JSON name it. */
    public String word() {
        return word;
    }

    /** As people read it. */
    public String title() {
        return title;
    }
}
