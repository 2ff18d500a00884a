package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.CloseReason;
import dev.echobus.bus.ConnectionEvent;
import dev.echobus.bus.ConnectionEvent.Peer;
import dev.echobus.bus.ConnectionEvent.Traffic;
import dev.echobus.bus.FailureCode;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.VertxSockets;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's presence on the event bus: its events, its messages when they are asked for, and the address that
 * writes to it. Event loop of the connection; holds one consumer.
 */
final class ConnectionPresence {

    private static final Logger log = LoggerFactory.getLogger(ConnectionPresence.class);

    private final Peer peer;
    private final ServerContext context;

    private @Nullable MessageConsumer<Object> consumer;
    private boolean isOpenTold;
    private boolean isClosed;

    ConnectionPresence(Peer peer, ServerContext context) {
        this.peer = peer;
        this.context = context;
    }

    /**
     * Registers the connection's address and, once it can be reached there or has ended, says that it is open.
     *
     * @param output writes bytes to the connection, or says that its peer does not read; takes over their reference
     */
    void open(Predicate<ByteBuf> output) {
        Future<Void> reachable = Future.succeededFuture();
        if (context.live().limits().connectionAddresses()) {
            var registered = context.eventBus()
                    .consumer(Addresses.connection(peer.connection()), message -> write(message, output));
            consumer = registered;
            reachable = registered.completion();
        }
        reachable.onSuccess(done -> tellOpened()).onFailure(this::unreachable);
    }

    /** Says it once: at the latest before it says that the connection is closed. */
    private void tellOpened() {
        if (!isOpenTold) {
            isOpenTold = true;
            publish(ConnectionEvent.opened(peer));
        }
    }

    /** A message is published. */
    void received(ByteBuf frame, FrameCodec codec) {
        Buffer body = VertxSockets.copyOf(codec.payload(frame));
        context.eventBus().publish(Addresses.SERVER_MESSAGE, body, peer.deliveryOptions());
    }

    void close(CloseReason reason, Traffic traffic) {
        isClosed = true;
        tellOpened();
        MessageConsumer<Object> registered = consumer;
        if (registered != null) {
            consumer = null;
            registered.unregister().onFailure(this::reportFailure);
        }
        publish(ConnectionEvent.closed(peer, reason, traffic));
    }

    private void publish(ConnectionEvent event) {
        if (context.live().limits().connectionEvents()) {
            context.eventBus().publish(Addresses.SERVER_CONNECTION, event.toJson());
        }
    }

    private void write(Message<Object> message, Predicate<ByteBuf> output) {
        Buffer bytes = BusBody.bytes(message.body()).orElse(null);
        if (bytes == null) {
            refuse(message, FailureCode.INVALID_MESSAGE, BusBody.EXPECTED);
        } else if (!output.test(VertxSockets.bytesOf(bytes))) {
            refuse(message, FailureCode.OVERLOADED, "the peer does not read");
        } else if (message.replyAddress() != null) {
            message.reply(new JsonObject().put("bytes", bytes.length()));
        }
    }

    private void refuse(Message<Object> message, FailureCode code, String detail) {
        log.warn("dropped a message for {}: {}: {}", peer.connection(), code, detail);
        if (message.replyAddress() != null) {
            message.fail(code.number(), code.with(detail).getMessage());
        }
    }

    /** A connection that is closed needs no address any more; in a cluster, short ones end before they have one. */
    private void unreachable(Throwable cause) {
        if (!isClosed) {
            reportFailure(cause);
        }
    }

    private void reportFailure(Throwable cause) {
        log.warn("event-bus address of {}: {}", peer.connection(), String.valueOf(cause.getMessage()));
    }
}
