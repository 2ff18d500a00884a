package dev.echobus.config;

/** A JSON number as it is written, so that a problem can show it and no rounding hides a digit. */
public record JsonNumber(String text) {

    @Override
    public String toString() {
        return text;
    }
}
