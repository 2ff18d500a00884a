package dev.echobus.load.plan;

/** How the sends of an open loop are spaced. */
public enum Arrival {
    /** Equal gaps. */
    CONSTANT,
    /** Gaps as of many independent users: exponentially distributed, a Poisson process. */
    EXPONENTIAL
}
