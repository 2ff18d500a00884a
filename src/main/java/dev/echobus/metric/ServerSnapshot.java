package dev.echobus.metric;

/**
 * What a node's servers have done until one moment, over all verticles; each number is explained by its {@link Metric}.
 * Taken while they work, so that the numbers need not fit each other to the last.
 */
public record ServerSnapshot(
        long connectionsOpen,
        long connectionsAccepted,
        long connectionsRefused,
        long connectionsEndedAbnormally,
        long connectionsCut,
        long connectionsCutForMemory,
        long bytesCut,
        long acceptFailures,
        long bytesIn,
        long bytesOut,
        long messages) {

    /** Before anything has happened. */
    public static final ServerSnapshot NONE = new ServerSnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** What happened since an earlier moment; the connections open are those of now. */
    public ServerSnapshot since(ServerSnapshot before) {
        return new ServerSnapshot(
                connectionsOpen,
                connectionsAccepted - before.connectionsAccepted,
                connectionsRefused - before.connectionsRefused,
                connectionsEndedAbnormally - before.connectionsEndedAbnormally,
                connectionsCut - before.connectionsCut,
                connectionsCutForMemory - before.connectionsCutForMemory,
                bytesCut - before.bytesCut,
                acceptFailures - before.acceptFailures,
                bytesIn - before.bytesIn,
                bytesOut - before.bytesOut,
                messages - before.messages);
    }

    /** Connections that have ended. */
    public long connectionsClosed(ServerSnapshot before) {
        return connectionsAccepted - before.connectionsAccepted - connectionsOpen + before.connectionsOpen;
    }
}
