package dev.echobus.responder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Where the replies to one connection's messages go, in the order of the messages. What lies behind, a responder is not
 * told. Event loop of the connection only.
 */
public interface ReplySink {

    /** Sends a reply that is framed already. Takes over its reference. */
    void reply(ByteBuf frame);

    /** Sends the reply that is a prefix followed by the message of this frame. Takes over the frame's reference. */
    void replyPrefixed(byte[] prefix, ByteBuf frame);

    /** To be called after replies that were not sent from within {@link Responder#respond}. */
    void answered();

    /** Ends the connection for want of a reply, after what was answered until now. */
    void fail(String reason);

    /** For the buffers of replies. */
    ByteBufAllocator allocator();
}
