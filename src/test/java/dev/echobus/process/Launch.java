package dev.echobus.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a process of the built jar is to start; each method returns a changed copy. No variable of whoever runs the tests
 * reaches its settings.
 *
 * @param directory its working directory, which gets its output too
 * @param input its standard input, or null for what the test will write
 * @param flags of the JVM
 * @param environment variables beside those of the tests
 * @param isAtTerminal whether its streams are a terminal
 */
record Launch(
        Path directory,
        @Nullable Path input,
        List<String> flags,
        Map<String, String> environment,
        boolean isAtTerminal) {

    /**
     * Every buffer is followed: a leak is told on standard error once the collector finds it. With fewer records of who
     * touched it than in the tests' own process, since their stack traces would slow the processes down.
     */
    private static final List<String> LEAK_DETECTION = List.of("-Dio.netty.leakDetection.level=paranoid");

    static Launch in(Path directory) {
        return new Launch(directory, Path.of("/dev/null"), LEAK_DETECTION, Map.of(), false);
    }

    Launch input(Path file) {
        return new Launch(directory, file, flags, environment, isAtTerminal);
    }

    Launch flag(String flag) {
        var more = new ArrayList<>(flags);
        more.add(flag);
        return new Launch(directory, input, more, environment, isAtTerminal);
    }

    Launch environment(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new Launch(directory, input, flags, more, isAtTerminal);
    }

    /** On a pseudo-terminal, which util-linux's {@code script} makes; what is typed there is written to the process. */
    Launch atTerminal() {
        return new Launch(directory, null, flags, environment, true);
    }

    ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(flags);
        command.add("-jar");
        command.add(Path.of(System.getProperty("echobus.jar", "target/echobus.jar"))
                .toAbsolutePath()
                .toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(isAtTerminal ? onTerminal(command) : command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ECHOBUS_"));
        builder.environment().putAll(environment);
        return input == null ? builder : builder.redirectInput(input.toFile());
    }

    private static List<String> onTerminal(List<String> command) {
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return List.of("script", "-q", "-e", "-c", "exec " + line, "/dev/null");
    }
}
