package dev.echobus.client;

import dev.echobus.wire.VertxSockets;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replies without framing: one is complete when as many bytes came back as were sent. Event loop only. Holds at most
 * one reply that has come in part.
 */
final class CountedReplies implements ReplyMatcher {

    private final InFlightRequests inFlight;

    private byte @Nullable [] partial;
    private int partialBytes;

    CountedReplies(InFlightRequests inFlight) {
        this.inFlight = inFlight;
    }

    @Override
    public Optional<String> match(ByteBuf frame) {
        while (frame.isReadable()) {
            PendingRequest head = inFlight.head();
            if (head == null) {
                return Optional.of("the server sent " + frame.readableBytes() + " bytes that nothing asked for");
            }
            if (partial == null && frame.readableBytes() >= head.bytes()) {
                inFlight.answer(VertxSockets.copyOf(frame.readSlice(head.bytes())));
            } else {
                gather(frame, head.bytes());
            }
        }
        return Optional.empty();
    }

    private void gather(ByteBuf frame, int replyBytes) {
        byte[] gathered = partial == null ? new byte[replyBytes] : partial;
        int takenBytes = Math.min(frame.readableBytes(), replyBytes - partialBytes);
        frame.readBytes(gathered, partialBytes, takenBytes);
        partialBytes += takenBytes;
        if (partialBytes < replyBytes) {
            partial = gathered;
            return;
        }
        partial = null;
        partialBytes = 0;
        inFlight.answer(Buffer.buffer(gathered));
    }
}
