package dev.echobus.gateway;

import dev.echobus.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Frames on a WebSocket: a message each, of text, or of binary UTF-8 where a client likes that better. */
final class WebSocketFraming implements SessionFraming {

    /** The head of a closing frame, its code and the longest name of an error. */
    private static final int CLOSING_MAX_BYTES = 64;

    @Override
    public int headBytes() {
        return 0;
    }

    @Override
    public int take(byte[] bytes, int length, Session session) {
        return session.onFrame(bytes, length);
    }

    @Override
    public ByteBuf marked(ByteBufAllocator allocator, byte[] frame, int length) {
        ByteBuf marked = allocator.directBuffer(WebSocketFrames.HEAD_MAX_BYTES + length);
        WebSocketFrames.writeTextHead(marked, length);
        return marked.writeBytes(frame, 0, length);
    }

    @Override
    public ByteBuf closing(ByteBufAllocator allocator, @Nullable GatewayError why) {
        ByteBuf closing = allocator.directBuffer(CLOSING_MAX_BYTES);
        String reason = why == null ? "" : why.code();
        WebSocketFrames.writeClose(closing, GatewayError.closeCode(why), reason.getBytes(StandardCharsets.US_ASCII));
        return closing;
    }
}
