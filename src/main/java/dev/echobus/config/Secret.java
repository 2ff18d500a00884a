package dev.echobus.config;

import java.util.Optional;

/**
 * A secret that this process shares with others. It shows as a mask whatever prints it.
 *
 * @param value the secret itself, or empty for none
 */
public record Secret(String value) {

    public static final Secret NONE = new Secret("");

    /** So many characters that nobody finds a random one by trying all against a proof that he has overheard. */
    static final int CHARACTERS_MIN = 16;

    static final int CHARACTERS_MAX = 1_024;

    /** What a secret's text takes, for problems and help. */
    public static final String FORM =
            "text of " + CHARACTERS_MIN + " to " + CHARACTERS_MAX + " characters, or empty for none";

    /** Reads a secret, or none from an empty text; empty when the text is too short or too long. */
    public static Optional<Secret> of(String text) {
        boolean isSecret = text.length() >= CHARACTERS_MIN && text.length() <= CHARACTERS_MAX;
        return text.isEmpty() || isSecret ? Optional.of(new Secret(text)) : Optional.empty();
    }

    public boolean isSet() {
        return !value.isEmpty();
    }

    @Override
    public String toString() {
        return SettingDefinition.MASK;
    }
}
