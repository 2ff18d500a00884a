package dev.echobus.wire;

import dev.echobus.wire.tls.TlsConnection;
import org.jspecify.annotations.Nullable;

/** What came on one connection. All counts only ever grow. Event loop of the connection. */
public final class InputCount {

    private @Nullable InputGate gate;
    private @Nullable TlsConnection tls;
    private long messages;
    private long messageBytes;
    private long discardedBytes;
    private long readNanos;

    InputCount() {}

    void useGate(InputGate inputGate) {
        gate = inputGate;
    }

    void useTls(TlsConnection connection) {
        tls = connection;
    }

    void taken(long more, long bytes) {
        messages += more;
        messageBytes += bytes;
    }

    void discarded(long bytes) {
        discardedBytes += bytes;
    }

    /** Bytes came, by a decoder that tells when. */
    void readAt(long nanos) {
        readNanos = nanos;
    }

    /** When the bytes were read that the messages at hand end with, where the decoder tells that: in stamped framing. */
    public long readNanos() {
        return readNanos;
    }

    /** Messages that came whole and were not thrown away. */
    public long messages() {
        return messages;
    }

    /** Bytes of those, with their framing. */
    public long messageBytes() {
        return messageBytes;
    }

    /** Bytes of messages that came whole and too late: after the end. */
    public long discardedBytes() {
        return discardedBytes;
    }

    /** Bytes that came of what has not come whole; also whole messages, while reading is paused. */
    public long unfinishedBytes() {
        long decoding = gate == null ? 0 : gate.heldBytes();
        return tls == null ? decoding : decoding + tls.unfinishedBytes();
    }

    /** Bytes that came, also those of a message still unfinished. */
    public long receivedBytes() {
        return gate == null ? messageBytes : gate.receivedBytes();
    }
}
