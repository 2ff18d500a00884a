package dev.echobus.gateway;

import org.jspecify.annotations.Nullable;

/** What a frame's bytes turned out to be. */
sealed interface FrameReading permits Inbound, FrameReading.Rejected {

    /**
     * Not a frame of the protocol.
     *
     * @param detail what was expected, for people; may be empty
     * @param origin how its sender knows it, as far as that could be read
     */
    record Rejected(GatewayError error, String detail, Origin origin) implements FrameReading {

        static Rejected of(GatewayError error) {
            return new Rejected(error, "", Origin.NONE);
        }
    }

    /**
     * How the sender of a frame knows what is said of it.
     *
     * @param replyAddress where it takes the reply or failure, for a request
     * @param ack what it called the frame, if it wants to know that it was done
     */
    record Origin(@Nullable String replyAddress, @Nullable String ack) {

        static final Origin NONE = new Origin(null, null);
    }
}
