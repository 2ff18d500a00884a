package dev.echobus.client;

import dev.echobus.common.FramingKind;
import dev.echobus.wire.FrameCodec;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * Finds out which request the bytes of a connection answer. A server answers in order, so it is always the oldest one;
 * what a framing decides is where its reply ends. Event loop only.
 */
sealed interface ReplyMatcher permits CountedReplies, FramedReplies {

    /** The matcher of one connection. */
    static ReplyMatcher of(FramingKind framing, FrameCodec codec, InFlightRequests inFlight) {
        return switch (framing) {
            case RAW -> new CountedReplies(inFlight);
            case LINE, LENGTH -> new FramedReplies(codec, inFlight);
        };
    }

    /**
     * Answers what a frame answers. The caller keeps the frame's reference.
     *
     * @return what is wrong with the frame, after which the connection is of no use, or empty
     */
    Optional<String> match(ByteBuf frame);
}
