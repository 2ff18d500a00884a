package dev.echobus.dialogue;

/** How a server is, as far as a client can find out. */
public sealed interface Health permits Health.Healthy, Health.Full, Health.Unhealthy {

    /** It echoed what it should. */
    record Healthy() implements Health {}

    /**
     * It accepts connections and closes them before anything is sent: it lives, and has no place left or none for us. A
     * proxy without a server behind it looks the same.
     */
    record Full() implements Health {

        /** What it means, for people. */
        public static final String MEANING = "accepts connections and closes them at once: no place is left"
                + " (admission.connectionsMax), or admission refuses this address";
    }

    /** It does not echo. */
    record Unhealthy(String reason) implements Health {}
}
