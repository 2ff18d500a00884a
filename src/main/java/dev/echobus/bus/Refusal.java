package dev.echobus.bus;

/**
 * Why a peer was not let in.
 *
 * @param code the limit that stood against it
 * @param detail what was found, and the setting, for people
 */
public record Refusal(RefusalCode code, String detail) {

    /** For a line of the log. */
    @Override
    public String toString() {
        return code + ": " + detail;
    }
}
