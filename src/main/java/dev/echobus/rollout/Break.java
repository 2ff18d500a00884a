package dev.echobus.rollout;

/** How a connection came to its end, or to none. */
public enum Break {
    /** The server, or what stands before it, closed in order. */
    FIN,
    /** It was broken off. */
    RST,
    /** An answer did not come in time, and we gave the connection up. */
    STALL,
    /** Other bytes came back than those that were sent. */
    WRONG,
    /** It could not be opened. */
    UNOPENED
}
