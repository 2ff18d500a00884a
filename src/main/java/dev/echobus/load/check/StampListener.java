package dev.echobus.load.check;

/** Hears of the stamps on a connection, too. On the connection's event loop. */
public interface StampListener extends EchoListener {

    /**
     * A message that was intended and sent at these times came back whole, with a stamp that may be true by itself.
     *
     * @param stamp until this returns
     * @return what it tells that cannot be, or an empty text
     */
    String onStamped(Stamp stamp, long intendedNanos, long sentNanos);

    /** What comes is no stamped echo: nothing that follows can be understood. A fault has told why. */
    void onUnreadable();
}
