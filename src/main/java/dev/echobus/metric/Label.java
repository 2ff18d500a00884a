package dev.echobus.metric;

import java.util.Locale;

/** What tells apart the same number of several sources. Each takes few values, which its number's help or source names. */
public enum Label {
    /** The name of one of the node's listeners; their numbers add up to the node's. */
    LISTENER,
    /** The name of one of its gateway's rules; their numbers add up to the node's. */
    RULE,
    /** A code of the contract: why a connection ended, why a peer was refused, what a request came to. */
    CODE,
    /** Why a connection was not read from: a {@link PauseCause}. */
    CAUSE,
    /** Part of the JVM's memory, {@code heap} or {@code nonheap}; of Netty's buffers, {@code heap} or {@code direct}. */
    AREA,
    /** The name of one of the JVM's garbage collectors. */
    GC,
    /** The node's name. */
    NODE,
    /** The version of the program. */
    VERSION,
    /** The version of the JVM. */
    JAVA;

    /** False for what tells sources apart whose numbers add up to the node's. */
    boolean isBreakdown() {
        return this != LISTENER && this != RULE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
