package dev.echobus.metric;

/**
 * What one listener has done until one moment, over all verticles, or several of them together; each number is explained
 * by its {@link Metric}. Taken while they work, so that the numbers need not fit each other to the last.
 */
public record ListenerSnapshot(
        long connectionsOpen,
        long connectionsAccepted,
        long connectionsRefused,
        long connectionsEndedAbnormally,
        long connectionsCut,
        long connectionsCutForMemory,
        long bytesCut,
        long bytesIn,
        long bytesOut,
        long messages,
        ListenerDetail detail) {

    /** Before anything has happened. */
    public static final ListenerSnapshot NONE = new ListenerSnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ListenerDetail.NONE);

    /** What both have done. */
    public ListenerSnapshot plus(ListenerSnapshot other) {
        return new ListenerSnapshot(
                connectionsOpen + other.connectionsOpen,
                connectionsAccepted + other.connectionsAccepted,
                connectionsRefused + other.connectionsRefused,
                connectionsEndedAbnormally + other.connectionsEndedAbnormally,
                connectionsCut + other.connectionsCut,
                connectionsCutForMemory + other.connectionsCutForMemory,
                bytesCut + other.bytesCut,
                bytesIn + other.bytesIn,
                bytesOut + other.bytesOut,
                messages + other.messages,
                detail.plus(other.detail));
    }

    /** What happened since an earlier moment; the connections open are those of now, and so is the detail. */
    public ListenerSnapshot since(ListenerSnapshot before) {
        return new ListenerSnapshot(
                connectionsOpen,
                connectionsAccepted - before.connectionsAccepted,
                connectionsRefused - before.connectionsRefused,
                connectionsEndedAbnormally - before.connectionsEndedAbnormally,
                connectionsCut - before.connectionsCut,
                connectionsCutForMemory - before.connectionsCutForMemory,
                bytesCut - before.bytesCut,
                bytesIn - before.bytesIn,
                bytesOut - before.bytesOut,
                messages - before.messages,
                detail);
    }

    /** Connections that have ended since an earlier moment. */
    public long connectionsClosed(ListenerSnapshot before) {
        return connectionsAccepted - before.connectionsAccepted - connectionsOpen + before.connectionsOpen;
    }
}
