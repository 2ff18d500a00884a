package dev.echobus.responder;

import io.netty.buffer.ByteBuf;

/** Turns messages into replies, in their order. Event loop of the connection only. */
public interface Responder {

    /** Answers a frame through the sink, now or later. Takes over the frame's reference. */
    void respond(ByteBuf frame, ReplySink sink);

    /** True when each message is answered before {@link #respond} returns. */
    boolean answersAtOnce();

    /** Messages taken and not yet answered. */
    int inFlight();

    /** True when no further message may be handed in until one has been answered. */
    boolean isFull();

    /** Lets go of everything held; the connection is closed. */
    void release();
}
