package dev.echobus.gateway;

import dev.echobus.wire.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Frames on the WebSocket of a SockJS session (sockjs-protocol 0.3.3): a client's message is a JSON array of strings, each
 * of them a frame; the gateway's begins with a letter, {@code o} when it is open, {@code a} before an array of strings,
 * {@code c} before the code and the reason of its end.
 */
final class SockJsFraming implements SessionFraming {

    /** What is written in a string may take three times its bytes: the client escapes characters beyond the BMP. */
    private static final int ESCAPED_LENGTH_MAX = 3;

    /** Besides: brackets, quotes. */
    private static final int MARKS_MAX_BYTES = 64;

    private static final byte[] OPEN = ascii("o");
    private static final byte[] ARRAY = ascii("a[\"");
    private static final byte[] ARRAY_END = ascii("\"]");

    private final WebSocketFraming webSocket = new WebSocketFraming();
    private final int frameMaxBytes;
    private final SockJsReader reader = new SockJsReader();

    SockJsFraming(int frameMaxBytes) {
        this.frameMaxBytes = frameMaxBytes;
    }

    /** How long a message can be that holds one frame. */
    static int messageMaxBytes(int frameMaxBytes) {
        return (int) Math.min((long) frameMaxBytes * ESCAPED_LENGTH_MAX + MARKS_MAX_BYTES, Integer.MAX_VALUE);
    }

    @Override
    public int headBytes() {
        return 0;
    }

    @Override
    public int take(byte[] bytes, int length, Session session) {
        int taken = 0;
        for (byte[] frame : reader.read(bytes, length)) {
            if (frame.length > frameMaxBytes) {
                session.ends().end(GatewayError.FRAME_TOO_LARGE);
            } else {
                taken += session.onFrame(frame, frame.length);
            }
        }
        return taken;
    }

    @Override
    public ByteBuf marked(ByteBufAllocator allocator, byte[] frame, int length) {
        int escapes = 0;
        for (int index = 0; index < length; index++) {
            if (isEscaped(frame[index])) {
                escapes++;
            }
        }
        int textBytes = ARRAY.length + length + escapes + ARRAY_END.length;
        ByteBuf marked = allocator.directBuffer(WebSocketFrames.HEAD_MAX_BYTES + textBytes);
        WebSocketFrames.writeTextHead(marked, textBytes);
        marked.writeBytes(ARRAY);
        int written = 0;
        for (int index = 0; index < length; index++) {
            if (isEscaped(frame[index])) {
                marked.writeBytes(frame, written, index - written).writeByte('\\');
                written = index;
            }
        }
        return marked.writeBytes(frame, written, length - written).writeBytes(ARRAY_END);
    }

    @Override
    public ByteBuf opening(ByteBufAllocator allocator) {
        return text(allocator, OPEN);
    }

    @Override
    public ByteBuf closing(ByteBufAllocator allocator, @Nullable GatewayError why) {
        String reason = "c[" + GatewayError.closeCode(why) + ",\"" + (why == null ? "" : why.code()) + "\"]";
        ByteBuf closing = webSocket.closing(allocator, why);
        ByteBuf both = text(allocator, ascii(reason)).writeBytes(closing);
        closing.release();
        return both;
    }

    /** Of what JSON has to escape, that of the gateway's frames has these two: the rest is escaped in it. */
    private static boolean isEscaped(byte character) {
        return character == '"' || character == '\\';
    }

    private ByteBuf text(ByteBufAllocator allocator, byte[] text) {
        return webSocket.marked(allocator, text, text.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
