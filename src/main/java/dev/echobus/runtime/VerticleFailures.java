package dev.echobus.runtime;

import dev.echobus.common.Texts;
import java.lang.reflect.InvocationTargetException;
import java.util.stream.Collectors;

/** Why a verticle of the user's did not start, in one line that its author can act on. */
final class VerticleFailures {

    /** The type that everything that can be deployed has; the JVM names it when it is given something else. */
    private static final String DEPLOYABLE = "io.vertx.core.Deployable";

    /** Failures of Vert.x that are made from a message alone. */
    private static final String MESSAGE_ALONE = "NoStackTraceThrowable";

    /** Enough for a compiler's first error with its line. */
    private static final int MESSAGE_CHARACTERS_MAX = 400;

    private VerticleFailures() {}

    /**
     * The cause in the author's words.
     *
     * @param verticle what was to be deployed
     * @param classPath where it was looked for
     */
    static String describe(Throwable failure, VerticleLoader verticle, String classPath) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof ClassNotFoundException && message.equals(verticle.what())) {
            return "no class of this name, nor a VerticleFactory that takes it, "
                    + (classPath.isEmpty()
                            ? "and no class path (--class-path, runtime.classPath)"
                            : "on the class path " + Texts.line(classPath));
        }
        if (failure instanceof ClassCastException && message.contains(DEPLOYABLE)) {
            return "it is no verticle: it must extend io.vertx.core.VerticleBase";
        }
        if (failure instanceof InstantiationException) {
            return "it is an abstract class or an interface";
        }
        if (failure instanceof NoSuchMethodException) {
            return "it has no constructor without parameters";
        }
        if (failure instanceof IllegalAccessException) {
            return "it and its constructor must be public";
        }
        return ofItsOwn(failure, verticle);
    }

    /** What it threw itself: the type too, as many messages say nothing without, and where. */
    private static String ofItsOwn(Throwable failure, VerticleLoader verticle) {
        Throwable cause = failure;
        while (cause instanceof InvocationTargetException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String type = cause.getClass().getSimpleName();
        String message = cause.getMessage();
        String what = message == null || message.isBlank()
                ? type
                : (type.equals(MESSAGE_ALONE) ? "" : type + ": ") + oneLine(message);
        return verticle.placeIn(cause.getStackTrace())
                .map(place -> what + " (" + place + ")")
                .orElse(what);
    }

    /** What a compiler says has several, the first of which says little. */
    private static String oneLine(String message) {
        String line = message.lines()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
        return Texts.line(
                line.length() > MESSAGE_CHARACTERS_MAX ? line.substring(0, MESSAGE_CHARACTERS_MAX) + "…" : line);
    }
}
