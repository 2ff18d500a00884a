package dev.echobus.process;

import dev.echobus.FreePorts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node of a cluster as a process, its ports free ones. */
final class ClusterNode {

    private ClusterNode() {}

    /** Starts a node and waits until it is ready. */
    static Program start(Path directory, String members, int port, String... more) throws IOException {
        return Program.serve(directory, arguments(members, port, more));
    }

    static String[] arguments(String members, int port, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("--cluster", "--cluster-port", String.valueOf(port)));
        arguments.addAll(List.of("--cluster-members", members, "--set", "cluster.busPort=" + FreePorts.next()));
        arguments.addAll(List.of(more));
        return arguments.toArray(String[]::new);
    }
}
