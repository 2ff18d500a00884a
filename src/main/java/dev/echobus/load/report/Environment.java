package dev.echobus.load.report;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a run was made, and how: what a reader of the report needs to make it again.
 *
 * @param version of the program
 * @param host the machine's name, or a remark that it has none
 * @param system name, version and architecture of the operating system
 * @param java version and name of the virtual machine
 * @param processors those that the virtual machine sees
 * @param arguments as they were given on the command line
 */
public record Environment(
        String version, String host, String system, String java, int processors, List<String> arguments) {

    /** That of this process. Looks the machine's name up, so it may block for as long as the system's resolver does. */
    public static Environment of(String version, List<String> arguments) {
        return new Environment(
                version,
                hostName(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                Runtime.version() + " (" + System.getProperty("java.vm.name") + ")",
                Runtime.getRuntime().availableProcessors(),
                List.copyOf(arguments));
    }

    /** The command line, as a shell takes it. */
    public String commandLine() {
        return arguments.stream().map(Environment::quoted).collect(Collectors.joining(" ", "echobus ", ""));
    }

    private static String quoted(String argument) {
        return argument.matches("[A-Za-z0-9_@%+=:,./\\[\\]-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "without a name that resolves";
        }
    }
}
