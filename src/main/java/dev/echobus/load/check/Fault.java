package dev.echobus.load.check;

/**
 * One fault and its place.
 *
 * @param connection the connection's number, from 1 in the order in which they were opened
 * @param message the message's number on this connection, from 1
 * @param byteInMessage where in the message as it lies on the wire, from 0
 * @param bytes how many bytes it concerns
 * @param detail what was found there, in words
 */
public record Fault(FaultKind kind, long connection, long message, long byteInMessage, long bytes, String detail) {

    @Override
    public String toString() {
        return kind.label() + ": connection " + connection + ", message " + message + ", byte " + byteInMessage + ": "
                + detail;
    }
}
