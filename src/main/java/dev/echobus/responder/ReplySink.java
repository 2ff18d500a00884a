package dev.echobus.responder;

import dev.echobus.bus.CloseReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Where the replies to one connection's messages go, in the order of the messages. A responder does not
 * know what lies behind. Event loop of the connection only.
 */
public interface ReplySink {

    /** Sends a reply that is framed already. Takes over its reference. */
    void reply(ByteBuf frame);

    /** Sends the reply that is a prefix followed by the message of this frame. Takes over the frame's reference. */
    void replyPrefixed(byte[] prefix, ByteBuf frame);

    /** Whether it wants to know the way of each message over the bus. */
    default boolean takesHops() {
        return false;
    }

    /** How the next reply came here over the bus; only where it is wanted. */
    default void hop(BusHop way) {}

    /** To be called after replies that were not sent from within {@link Responder#respond}. */
    void answered();

    /** Ends the connection, for want of a reply, after what was answered until now. */
    void end(CloseReason reason);

    /** For the buffers of replies. */
    ByteBufAllocator allocator();
}
