package dev.echobus.wire;

import io.netty.channel.Channel;

/** Something to do in the next turn of a channel's event loop, once however often it is asked for. Event loop only. */
final class NextTurn implements Runnable {

    private final Channel channel;
    private final Runnable task;
    private boolean isAsked;

    NextTurn(Channel channel, Runnable task) {
        this.channel = channel;
        this.task = task;
    }

    void ask() {
        if (!isAsked) {
            isAsked = true;
            channel.eventLoop().execute(this);
        }
    }

    @Override
    public void run() {
        isAsked = false;
        task.run();
    }
}
