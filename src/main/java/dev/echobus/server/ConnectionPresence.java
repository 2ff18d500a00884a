package dev.echobus.server;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.BusBody;
import dev.echobus.bus.ConnectionEvent;
import dev.echobus.bus.ConnectionEvent.Kind;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's presence on the event bus: its events, its messages when they are asked for, and the address that
 * writes to it. Event loop of the connection; holds one consumer.
 */
final class ConnectionPresence {

    private static final Logger log = LoggerFactory.getLogger(ConnectionPresence.class);

    private final ServerConnection connection;
    private final ServerContext context;
    private final boolean publishesMessages;

    private @Nullable MessageConsumer<Object> consumer;

    ConnectionPresence(ServerConnection connection, ServerContext context) {
        this.connection = connection;
        this.context = context;
        this.publishesMessages = context.live().limits().messageEvents();
    }

    /** Registers the connection's address and, once it can be reached there, says that it is open. */
    void open() {
        Future<Void> reachable = Future.succeededFuture();
        if (context.live().limits().connectionAddresses()) {
            var registered = context.eventBus()
                    .consumer(Addresses.connection(connection.peer().connection()), this::write);
            consumer = registered;
            reachable = registered.completion();
        }
        reachable.onSuccess(done -> publish(Kind.OPENED, "", Traffic.NONE)).onFailure(this::reportFailure);
    }

    /** Whether each message is published. */
    boolean publishesMessages() {
        return publishesMessages;
    }

    void received(ByteBuf frame, FrameCodec codec) {
        if (publishesMessages) {
            Buffer body = VertxSockets.copyOf(codec.payload(frame));
            context.eventBus()
                    .publish(Addresses.SERVER_MESSAGE, body, connection.peer().deliveryOptions());
        }
    }

    void close(String reason, Traffic traffic) {
        MessageConsumer<Object> registered = consumer;
        if (registered != null) {
            consumer = null;
            registered.unregister().onFailure(this::reportFailure);
        }
        publish(Kind.CLOSED, reason, traffic);
    }

    private void publish(Kind kind, String reason, Traffic traffic) {
        if (context.live().limits().connectionEvents()) {
            var event = new ConnectionEvent(kind, connection.peer(), reason, traffic);
            context.eventBus().publish(Addresses.SERVER_CONNECTION, event.toJson());
        }
    }

    private void write(Message<Object> message) {
        Buffer bytes = BusBody.bytes(message.body()).orElse(null);
        if (bytes == null) {
            refuse(message, FailureCode.INVALID_MESSAGE, BusBody.EXPECTED);
        } else if (!connection.offer(VertxSockets.bytesOf(bytes))) {
            refuse(message, FailureCode.OVERLOADED, "the peer does not read");
        } else if (message.replyAddress() != null) {
            message.reply(new JsonObject().put("bytes", bytes.length()));
        }
    }

    private void refuse(Message<Object> message, FailureCode code, String detail) {
        log.warn("dropped a message for {}: {}: {}", connection.peer().connection(), code, detail);
        if (message.replyAddress() != null) {
            message.fail(code.number(), code.with(detail).getMessage());
        }
    }

    private void reportFailure(Throwable cause) {
        log.warn("event-bus address of {}: {}", connection.peer().connection(), String.valueOf(cause.getMessage()));
    }
}
