package dev.echobus.config.loading;

import dev.echobus.common.Texts;

/**
 * One thing that is wrong with the configuration, for the operator to act on without reading code.
 *
 * @param subject the setting's path, the variable or the file that is meant
 * @param message what was expected and what was found
 * @param source where it was found: a file's name as it was given, a variable, a flag; empty when the subject tells
 */
public record Problem(String subject, String message, String source) {

    /** One line: {@code server.port: expected 0..65535, found "80k" (conf/config.json)}. */
    @Override
    public String toString() {
        var where = source.isEmpty() ? "" : " (" + Texts.escaped(source) + ")";
        return Texts.escaped(subject) + ": " + message + where;
    }
}
