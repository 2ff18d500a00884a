package dev.echobus.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what a client sends behind the request that makes a socket of its connection, without waiting for the answer:
 * Vert.x would hand that to its handler of requests, which loses it and never releases it. Event loop only; holds what one
 * or two reads yield.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

    private final List<ByteBuf> held = new ArrayList<>();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            held.add(bytes);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** Hands all of it on to the handlers that have come after this one, and leaves. */
    void handOn(ChannelHandlerContext context) {
        List<ByteBuf> early = List.copyOf(held);
        held.clear();
        early.forEach(context::fireChannelRead);
        if (!early.isEmpty()) {
            context.fireChannelReadComplete();
        }
        context.pipeline().remove(this);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        held.forEach(ByteBuf::release);
        held.clear();
    }
}
