package dev.echobus.server;

import io.netty.buffer.ByteBuf;

/** Turns the messages of one connection into replies, in their order. Event loop of the connection only. */
interface Responder {

    /** Answers a frame, now or later, through {@link ServerConnection#reply}. Takes over the frame's reference. */
    void respond(ByteBuf frame);

    /** Messages taken and not yet answered. */
    int inFlight();

    /** True when no further message may be handed in until one has been answered. */
    boolean isFull();

    /** Lets go of everything held; the connection is closed. */
    void release();
}
