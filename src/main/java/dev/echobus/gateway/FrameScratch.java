package dev.echobus.gateway;

/** An array for the bytes of a frame while it is read; one an event loop. Long frames have one of their own. */
final class FrameScratch {

    private static final int KEPT_BYTES = 65_536;

    private final byte[] kept = new byte[KEPT_BYTES];

    /** An array of so many bytes or more; what it held is no more wanted. */
    byte[] of(int length) {
        return length <= KEPT_BYTES ? kept : new byte[length];
    }
}
