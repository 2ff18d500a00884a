package dev.echobus.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How a process of the built jar, or of a class of the tests, is to start; each method returns a changed copy. No
 * variable of whoever runs the tests reaches its settings.
 *
 * @param directory its working directory, which gets its output too
 * @param input its standard input, or null for what the test will write
 * @param flags of the JVM
 * @param environment variables beside those of the tests
 * @param before the command that runs the JVM, such as {@code prlimit --nofile=512}
 * @param program what the JVM is to run: its flags for that
 * @param isAtTerminal whether its streams are a terminal
 */
public record Launch(
        Path directory,
        @Nullable Path input,
        List<String> flags,
        Map<String, String> environment,
        List<String> before,
        List<String> program,
        boolean isAtTerminal) {

    /**
     * Every buffer is followed: a leak is told on standard error once the collector finds it. With fewer records of who
     * touched it than in the tests' own process, since their stack traces would slow the processes down.
     */
    private static final List<String> LEAK_DETECTION = List.of("-Dio.netty.leakDetection.level=paranoid");

    /** From this JDK on Hazelcast causes warnings, and this flag, which docs/OPERATIONS.md recommends, silences them. */
    private static final int WARNING_JDK = 24;

    private static final List<String> UNSAFE_ALLOWED =
            Runtime.version().feature() >= WARNING_JDK ? List.of("--sun-misc-unsafe-memory-access=allow") : List.of();

    /** Most processes end before a second compiler and a concurrent collector pay. */
    private static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    public static Launch in(Path directory) {
        Launch launch = withoutArchive(directory);
        for (String flag : ClassArchive.flags()) {
            launch = launch.flag(flag);
        }
        return launch;
    }

    /** The same, though it loads each class from the jar. */
    static Launch withoutArchive(Path directory) {
        var flags = new ArrayList<>(LEAK_DETECTION);
        flags.addAll(SHORT_LIVED);
        return new Launch(directory, Path.of("/dev/null"), flags, Map.of(), List.of(), jar(), false);
    }

    /** A class of the tests that needs none of their libraries. It is told things on its standard input. */
    public static Launch ofTests(Path directory, Class<?> main) {
        var classes = main.getProtectionDomain().getCodeSource().getLocation().getPath();
        var program = List.of("-cp", classes, main.getName());
        return new Launch(directory, null, List.of(), Map.of(), List.of(), program, false);
    }

    /** The same with the built program's classes and libraries. */
    public static Launch ofTestsAndJar(Path directory, Class<?> main) {
        var tests = ofTests(directory, main);
        var classes = tests.program.get(1) + File.pathSeparator + jar().get(1);
        return new Launch(
                directory, null, List.of(), Map.of(), List.of(), List.of("-cp", classes, main.getName()), false);
    }

    /** As users run it: without leak detection, which costs memory and time, and compiled as well as can be. */
    public Launch forMeasuring() {
        return new Launch(directory, input, List.of(), environment, before, program, isAtTerminal);
    }

    /** Run by one more command. */
    public Launch by(List<String> command) {
        var all = new ArrayList<>(command);
        all.addAll(before);
        return new Launch(directory, input, flags, environment, all, program, isAtTerminal);
    }

    Launch input(Path file) {
        return new Launch(directory, file, flags, environment, before, program, isAtTerminal);
    }

    public Launch flag(String flag) {
        var more = new ArrayList<>(flags);
        more.add(flag);
        return new Launch(directory, input, more, environment, before, program, isAtTerminal);
    }

    Launch environment(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new Launch(directory, input, flags, more, before, program, isAtTerminal);
    }

    /** On a pseudo-terminal, which util-linux's {@code script} makes; what is typed there is written to the process. */
    Launch atTerminal() {
        return new Launch(directory, null, flags, environment, before, program, true);
    }

    ProcessBuilder builder(String... arguments) {
        var command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        command.addAll(UNSAFE_ALLOWED);
        command.addAll(flags);
        command.addAll(program);
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(isAtTerminal ? onTerminal(command) : command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ECHOBUS_"));
        builder.environment().putAll(environment);
        return input == null ? builder : builder.redirectInput(input.toFile());
    }

    private static List<String> jar() {
        return List.of("-jar", jarFile().toString());
    }

    static Path jarFile() {
        return Path.of(System.getProperty("echobus.jar", "target/echobus.jar")).toAbsolutePath();
    }

    private static List<String> onTerminal(List<String> command) {
        String line = command.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        return List.of("script", "-q", "-e", "-c", "exec " + line, "/dev/null");
    }
}
