package dev.echobus.wire;

import io.netty.util.internal.PlatformDependent;

/** What the buffers of all sockets may take outside the heap. Any thread. */
public final class DirectMemory {

    private DirectMemory() {}

    /** The most that this process may take, {@code -XX:MaxDirectMemorySize} or as much as the heap. */
    public static long maxBytes() {
        return PlatformDependent.maxDirectMemory();
    }
}
