package dev.echobus.config;

/** What a session of the gateway does with messages while its client does not read. */
public enum OverflowPolicy {
    /** Refuses them: requests fail as OVERLOADED, so that others may be asked; publications are dropped. */
    PAUSE,
    /** Makes room by dropping the oldest messages; their requests fail as OVERLOADED. */
    DROP,
    /** Ends the session. */
    DISCONNECT
}
