package dev.echobus.config;

/** Which connections the log has lines for. */
public enum ConnectionLines {
    /** Those that ended in another way than their peer or this node had meant. */
    ABNORMAL,
    /** Each, when it is accepted and when it is closed. */
    ALL
}
