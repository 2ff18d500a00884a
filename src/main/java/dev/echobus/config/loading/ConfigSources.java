package dev.echobus.config.loading;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Everything that a configuration is made from, besides the built-in defaults and {@code conf/config.json} in the
 * working directory.
 *
 * @param workingDirectory what relative file names start from
 * @param files the files named by {@code --config}, in order; each must exist
 * @param environment the environment's variables; those that do not start with {@code ECHOBUS_} are not looked at
 * @param assignments what flags and {@code --set} say, in order
 */
public record ConfigSources(
        Path workingDirectory, List<String> files, Map<String, String> environment, List<Assignment> assignments) {

    /** Copies what it is given, so that a reload reads the same sources. */
    public ConfigSources {
        workingDirectory = workingDirectory.toAbsolutePath();
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        assignments = List.copyOf(assignments);
    }

    /** The sources of this process: its directory and its environment. */
    public static ConfigSources ofProcess(List<String> files, List<Assignment> assignments) {
        return new ConfigSources(Path.of(""), files, System.getenv(), assignments);
    }
}
