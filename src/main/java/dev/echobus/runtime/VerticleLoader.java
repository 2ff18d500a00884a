package dev.echobus.runtime;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What one verticle of the user's finds its classes with: those of the class path that it shares with the others. Vert.x
 * makes it the context class loader of a thread while that runs the verticle's code, which so tells whose code it is.
 */
final class VerticleLoader extends ClassLoader {

    private final String section;
    private final String verticle;

    /**
     * @param section the name of its section
     * @param verticle what it is: a class, or what a factory knows
     */
    VerticleLoader(String section, String verticle, ClassLoader classPath) {
        super("runtime.verticles." + section, classPath);
        this.section = section;
        this.verticle = verticle;
    }

    /** That of the verticle whose code a thread runs; empty for any other code. Any thread may ask. */
    static Optional<VerticleLoader> of(Thread thread) {
        return thread.getContextClassLoader() instanceof VerticleLoader loader ? Optional.of(loader) : Optional.empty();
    }

    String what() {
        return verticle;
    }

    /** The verticle, for people. */
    String describe() {
        return verticle + " (runtime.verticles." + section + ")";
    }

    /** Where in the user's code a stack is, {@code Greeter.java:17}; empty when it is nowhere there. */
    Optional<String> placeIn(StackTraceElement[] stack) {
        String file = verticle.substring(Math.max(verticle.lastIndexOf('/'), verticle.lastIndexOf(':')) + 1);
        Predicate<StackTraceElement> isScript = frame -> file.equals(frame.getFileName());
        Predicate<StackTraceElement> isClass = frame -> UserClassPath.NAME.equals(frame.getClassLoaderName());
        return Stream.of(isScript, isClass)
                .flatMap(isTheirs -> Arrays.stream(stack).filter(isTheirs).limit(1))
                .findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber());
    }
}
