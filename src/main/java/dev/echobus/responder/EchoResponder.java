package dev.echobus.responder;

import io.netty.buffer.ByteBuf;

/** Replies with the message itself, after a prefix if there is one. Holds nothing: one serves all connections. */
public final class EchoResponder implements Responder {

    private final byte[] prefix;

    /** @param prefix bytes before each reply's payload; not to be changed afterwards */
    public EchoResponder(byte[] prefix) {
        this.prefix = prefix;
    }

    @Override
    public void respond(ByteBuf frame, ReplySink sink) {
        if (prefix.length > 0) {
            sink.replyPrefixed(prefix, frame);
        } else {
            sink.reply(frame);
        }
    }

    /** What stands before each message in its reply; not to be changed. */
    public byte[] prefix() {
        return prefix;
    }

    @Override
    public boolean answersAtOnce() {
        return true;
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
