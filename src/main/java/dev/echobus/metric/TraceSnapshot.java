package dev.echobus.metric;

/**
 * What has become of a node's spans until one moment.
 *
 * @param exported a collector took them
 * @param dropped no collector took them: too many waited, or it was not there
 */
public record TraceSnapshot(long exported, long dropped) {

    /** Of a node that traces nothing. */
    public static final TraceSnapshot NONE = new TraceSnapshot(0, 0);
}
