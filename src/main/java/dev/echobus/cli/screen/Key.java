package dev.echobus.cli.screen;

/**
 * A key that was pressed.
 *
 * @param name which
 * @param character what it types, of those that do
 */
public record Key(Name name, int character) {

    /** Keys by what they are for. */
    public enum Name {
        CHARACTER,
        UP,
        DOWN,
        PAGE_UP,
        PAGE_DOWN,
        HOME,
        END,
        ENTER,
        ESCAPE,
        BACKSPACE,
        TAB,
        /** One that means nothing here. */
        OTHER
    }

    /** One that types something. */
    public static Key of(int character) {
        return new Key(Name.CHARACTER, character);
    }

    public static Key of(Name name) {
        return new Key(name, 0);
    }
}
