package dev.echobus.server;

import io.netty.buffer.ByteBuf;

/** Replies with the message itself, after a prefix if there is one. Holds nothing between messages. */
final class EchoResponder implements Responder {

    private final ServerConnection connection;
    private final byte[] prefix;

    EchoResponder(ServerConnection connection, byte[] prefix) {
        this.connection = connection;
        this.prefix = prefix;
    }

    @Override
    public void respond(ByteBuf frame) {
        if (prefix.length > 0) {
            connection.replyPrefixed(prefix, frame);
        } else {
            connection.reply(frame);
        }
    }

    @Override
    public byte[] echoPrefix() {
        return prefix;
    }

    @Override
    public int inFlight() {
        return 0;
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public void release() {
        // Nothing is held.
    }
}
