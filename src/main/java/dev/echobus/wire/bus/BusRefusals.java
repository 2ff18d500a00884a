package dev.echobus.wire.bus;

/** What a sender on the bus is told when its message is not sent; it must be a failure that the bus hands on. */
public interface BusRefusals {

    /** Too much waits for that member already. */
    Throwable overloaded(String detail);

    /** There is no connection to that member, or it broke before all of the message was sent. */
    Throwable notConnected(String detail);

    /** No member would take it. */
    Throwable tooLarge(String detail);
}
