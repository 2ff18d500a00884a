package dev.echobus.config.loading;

/**
 * One value from the command line.
 *
 * @param text {@code path=value}; all after the first {@code =} is the value, taken literally
 * @param source the flag it came by, as problems and {@code echobus config} name it
 */
public record Assignment(String text, String source) {

    /** What {@code --set} was given; a missing {@code =} is reported when the sources are loaded. */
    public static Assignment set(String text) {
        return new Assignment(text, "--set");
    }

    /** What a flag of its own was given: {@code flag("server.port", "80", "--port")}. */
    public static Assignment flag(String path, String value, String flag) {
        return new Assignment(path + "=" + value, flag);
    }
}
