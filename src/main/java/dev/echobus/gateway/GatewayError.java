package dev.echobus.gateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a session is told in the {@code message} of an {@code err} frame, in lower case. Names are part of the contract;
 * new ones may come. The first four are those of Vert.x's own TCP bridge.
 */
public enum GatewayError {
    /** No rule allows it, or a reply address was not given to this session, is answered or is over. */
    ACCESS_DENIED,
    /** A frame that needs an address has none. */
    MISSING_ADDRESS,
    /** The session is not registered there. */
    UNKNOWN_ADDRESS,
    /** There is no such type of frame. */
    UNKNOWN_TYPE,
    /** The bytes are not UTF-8. */
    INVALID_UTF8,
    /** The text is not JSON. */
    INVALID_JSON,
    /** The JSON is no object. */
    NOT_AN_OBJECT,
    /** The JSON is nested deeper than {@code gateway.jsonDepthMax}. */
    TOO_DEEP,
    /** A member has a value of another type, or out of its bounds. */
    INVALID_FIELD,
    /** A header that would choose how or where the bus delivers. */
    HEADER_DENIED,
    /** The header {@code encoding} says base64, and the body is not. */
    INVALID_BASE64,
    /** The event bus cannot carry the body. */
    INVALID_BODY,
    /** The session is registered there already. */
    DUPLICATE_REGISTRATION,
    /** Over {@code gateway.registrationsMax}. */
    TOO_MANY_REGISTRATIONS,
    /** The event bus did not take the registration. */
    REGISTRATION_FAILED,
    /** The node is stopping. */
    DRAINING,
    /** The token is nobody's; the session is closed. */
    INVALID_TOKEN,
    /** Over {@code gateway.sessionsMax}; the session is closed. */
    TOO_MANY_SESSIONS,
    /** Over {@code gateway.frameMaxBytes}; what follows cannot be told apart, and the session is closed. */
    FRAME_TOO_LARGE,
    /** A frame did not end within {@code gateway.frameTimeoutMs}; the session is closed. */
    FRAME_TIMEOUT,
    /** No frame for {@code gateway.idleTimeoutMs}; the session is closed. */
    IDLE_TIMEOUT,
    /** Over {@code gateway.errorsPerSecondMax}; the session is closed. */
    TOO_MANY_ERRORS,
    /** All sessions held more than {@code gateway.bufferMemoryMaxBytes}, and this one most; it is closed. */
    OUT_OF_MEMORY,
    /** The client does not read, and {@code gateway.overflow} is disconnect; the session is closed. */
    SLOW_CONSUMER,
    /** What came is no WebSocket frame of a client; the session is closed. */
    PROTOCOL_ERROR,
    /** A defect of the gateway; the session is closed. */
    INTERNAL;

    /** The code with which a WebSocket closes (RFC 6455, section 7.4); null is for an end at which nothing is amiss. */
    static int closeCode(@Nullable GatewayError why) {
        if (why == null) {
            return 1_000;
        }
        return switch (why) {
            case DRAINING -> 1_001;
            case PROTOCOL_ERROR -> 1_002;
            case FRAME_TOO_LARGE -> 1_009;
            case INTERNAL -> 1_011;
            case TOO_MANY_SESSIONS, OUT_OF_MEMORY -> 1_013;
            default -> 1_008;
        };
    }

    /** As frames have it. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
