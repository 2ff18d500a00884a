package dev.echobus.wire.bus;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;
import io.vertx.core.eventbus.impl.CodecManager;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import org.jspecify.annotations.Nullable;

/** Messages of the bus as Vert.x itself puts them on the wire. */
public final class BusMessages {

    private static final CodecManager CODECS = new CodecManager();

    private BusMessages() {}

    /** A message with its length before it. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // Vert.x finds a codec by the body's class.
    public static byte[] encoded(String address, @Nullable Object body, @Nullable MultiMap headers) {
        MessageCodec codec = CODECS.lookupCodec(body, null, false);
        return encoded(new ClusteredMessage("sender", address, headers, body, codec, true, null));
    }

    static byte[] ping() {
        return encoded(new ClusteredMessage<>(
                "sender", "__vertx_ping", null, null, CodecManager.PING_MESSAGE_CODEC, true, null));
    }

    private static byte[] encoded(ClusteredMessage<?, ?> message) {
        Buffer wire = message.encodeToWire();
        return wire.getBytes();
    }
}
