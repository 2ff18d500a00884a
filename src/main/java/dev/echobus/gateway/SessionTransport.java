package dev.echobus.gateway;

import org.jspecify.annotations.Nullable;

/**
 * What carries one session's frames: it knows how they are marked on its wire, and nothing of what they say. Event loop of
 * the session.
 */
interface SessionTransport {

    /** Whose session it is, {@code host:port}, for the log. */
    String remote();

    /** Subject of the certificate that the client showed, in the form of RFC 2253; null when it showed none. */
    @Nullable
    String subject();

    /** Writes a frame of so many bytes from the start of the array, which stays the caller's. */
    void write(byte[] frame, int length);

    /** True while the client reads so slowly that frames should wait; {@link Session#onWritable} tells when no more. */
    boolean isWriteQueueFull();

    /** Reads no more until {@link #resumeReading}. */
    void pauseReading();

    void resumeReading();

    /** True while a frame has begun that has not ended, and its rest could come: not while reading is paused. */
    boolean isInFrame();

    /** So many bytes more, or fewer, wait until it has room; also when it is gone. */
    void countWaiting(long moreBytes);

    /** Bytes of a frame that is not whole, those that the client has not taken, and those that wait. */
    long heldBytes();

    /** Looks after what is learned only by asking, a few times a second. */
    void sweep();

    /**
     * Closes once what was written has been sent; within a second, whatever the client does. For want of memory at once,
     * where the client has left so much that nothing would reach it.
     *
     * @param why null when nothing is amiss
     */
    void close(@Nullable GatewayError why);
}
