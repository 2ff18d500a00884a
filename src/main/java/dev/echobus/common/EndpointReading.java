package dev.echobus.common;

/** What came of reading an endpoint: the {@link Endpoint}, or why the text is none. */
public sealed interface EndpointReading permits Endpoint, EndpointReading.Refused {

    /**
     * The text is no endpoint, or none that can be used.
     *
     * @param expected what should have stood there
     * @param found what did, in quotes, escaped and cut
     */
    record Refused(String expected, String found) implements EndpointReading {

        /** {@code expected host:port, found "x"}: follows the name of what was read, and a colon. */
        @Override
        public String toString() {
            return "expected " + expected + ", found " + found;
        }
    }
}
