package dev.echobus.bus;

/**
 * Why a connection ended.
 *
 * @param code the sort of end
 * @param detail what was found, for people; may be empty
 */
public record CloseReason(CloseCode code, String detail) {

    /** A reason that its code tells in full. */
    public static CloseReason of(CloseCode code) {
        return new CloseReason(code, "");
    }

    /** For people, without the code's name: the {@code reason} of an event. */
    public String text() {
        return detail.isEmpty() ? code.text() : detail;
    }

    /** For a line of the log. */
    @Override
    public String toString() {
        return detail.isEmpty() ? code.text() : code + ": " + detail;
    }
}
