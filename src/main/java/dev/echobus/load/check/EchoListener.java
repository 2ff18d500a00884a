package dev.echobus.load.check;

/** Hears what a connection's echo check finds. On the connection's event loop. */
public interface EchoListener {

    /** Messages that were intended at one time and sent at one time came back whole, in this read. */
    void onEchoed(long intendedNanos, long sentNanos, int messages);

    /** A message that was intended at this time will not come back whole and right. */
    void onUnanswered(long intendedNanos);

    /** The same of one whose echo was under way, and right so far, when nobody waited for more of it. */
    void onCutShort(long intendedNanos);

    /**
     * Something came that was not sent so, or did not come although later messages did.
     *
     * @param message number of the message on its connection, from 0
     * @param byteInMessage of its echo on the wire, from 0
     */
    void onFault(FaultKind kind, long message, long byteInMessage, FaultSize size);

    /** How many bytes a fault concerns, and what was found. */
    record FaultSize(long bytes, String detail) {}
}
