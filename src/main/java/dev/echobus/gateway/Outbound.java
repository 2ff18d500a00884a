package dev.echobus.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.eventbus.ReplyException;
import org.jspecify.annotations.Nullable;

/** A frame for a session. */
sealed interface Outbound {

    /**
     * A message of the bus, or the reply to a request.
     *
     * @param address what it was sent to; of a reply, the reply address
     * @param replyAddress where the session may answer
     * @param isSend to one consumer, not to all
     */
    record Delivery(
            String address,
            @Nullable String replyAddress,
            MultiMap headers,
            @Nullable Object body,
            boolean isSend) implements Outbound {}

    /**
     * A request failed.
     *
     * @param replyAddress where the session takes its reply
     * @param address what it was sent to
     */
    record RequestFailure(String replyAddress, String address, ReplyException cause) implements Outbound {}

    /**
     * A message that was no request, and that the session wanted to know of, was not delivered.
     *
     * @param ack what the session called it
     * @param address what it was sent to
     */
    record Undelivered(String ack, String address, ReplyException cause) implements Outbound {}

    /**
     * A frame could not be served, or the session is closed.
     *
     * @param detail for people; may be empty
     * @param origin how the session knows the frame
     * @param address what the frame was for; null where that is not known
     */
    record Err(
            GatewayError error,
            String detail,
            FrameReading.Origin origin,
            @Nullable String address) implements Outbound {}

    /** A sign of life. */
    record Pong() implements Outbound {}

    /** What the session called so was done. */
    record Ack(String ack) implements Outbound {}
}
