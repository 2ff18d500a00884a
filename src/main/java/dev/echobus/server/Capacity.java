package dev.echobus.server;

import dev.echobus.wire.MemoryLimit;

/** How many connections a node takes by itself: as many as its descriptors and its memory both have room for. */
final class Capacity {

    /**
     * Of the heap and the kernel one takes 7 KiB while it is idle. While thousands come and are reset as soon as they are
     * there it is twice that, and the compilers have their most work.
     */
    private static final long CONNECTION_BYTES = 32 << 10;

    /** What both allow. */
    static final int CONNECTIONS_MAX = Math.min(DescriptorLimit.CONNECTIONS_MAX, byMemory(MemoryLimit.spareBytes()));

    /** Which of them allows no more, for people. */
    static final String BOUND_BY =
            CONNECTIONS_MAX < DescriptorLimit.CONNECTIONS_MAX ? "the memory" : "the limit of file descriptors";

    private Capacity() {}

    static int byMemory(long spareBytes) {
        return (int) Math.min(Integer.MAX_VALUE, spareBytes / CONNECTION_BYTES);
    }
}
