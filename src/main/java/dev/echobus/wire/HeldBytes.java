package dev.echobus.wire;

import org.jspecify.annotations.Nullable;

/**
 * What one connection holds of a {@link BufferBudget}: unsent bytes, in line and length framing those of messages that are
 * not whole, and what its owner keeps for it. Counted after each read burst that leaves something, when that which is kept
 * changes, when the peer has taken enough for more to be written, and a few times a second. Event loop of the connection.
 */
public final class HeldBytes {

    private final Output output;
    private @Nullable InputGate gate;
    private BufferBudget budget = BufferBudget.UNLIMITED;
    private long keptBytes;
    private long countedBytes;
    private boolean isClosed;

    HeldBytes(Output output) {
        this.output = output;
    }

    void useBudget(BufferBudget bufferBudget) {
        budget = bufferBudget;
    }

    void useGate(InputGate inputGate) {
        gate = inputGate;
    }

    /** What is held, counted anew, as the peer may have taken all since it was last. */
    public long bytes() {
        count();
        return countedBytes;
    }

    /** Of those, what the peer's system has not taken: less of who reads than of who does not, where both were sent as much. */
    public long untakenBytes() {
        return bytes() - output.takenBytes();
    }

    /** So many bytes more, or fewer, wait at its owner's for the peer to take what it was sent; the socket may be closed. */
    public void keep(long moreBytes) {
        keptBytes += moreBytes;
        count();
    }

    /** Counts anew; adds to the budget what has changed, which is nothing while the peer keeps up. */
    public void count() {
        set(keptBytes + (isClosed ? 0 : bufferedBytes()));
    }

    /** The socket is closed, and with it every buffer; what its owner keeps, it has to let go of itself. */
    void drop() {
        isClosed = true;
        count();
    }

    private long bufferedBytes() {
        InputGate input = gate;
        return output.unsentBytes() + (input == null ? 0 : input.heldBytes());
    }

    /** So many bytes left the decoder, in whole messages. */
    void leftDecoder(int bytes) {
        InputGate input = gate;
        if (input != null) {
            input.handedOn(bytes);
        }
    }

    /** The connection breaks: where there is no memory, others have to give up theirs. */
    void onBroken(WireFault fault) {
        if (fault.kind() == WireFault.Kind.OUT_OF_MEMORY) {
            budget.spent();
        }
    }

    private void set(long bytes) {
        if (bytes != countedBytes) {
            budget.add(bytes - countedBytes);
            countedBytes = bytes;
        }
    }
}
