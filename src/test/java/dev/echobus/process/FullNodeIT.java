package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code health} says of a node that has no place left. */
class FullNodeIT {

    private static final String FULL = ": accepts connections and closes them at once: no place is left"
            + " (admission.connectionsMax), or admission refuses this address\n";

    @TempDir
    private Path directory;

    @Test
    void aFullNodeLivesAndSaysSo() throws IOException, InterruptedException {
        try (Program server = Program.serve(
                        directory, "--set", "admission.connectionsMax=1", "--set", "client.enabled=false");
                var held = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            held.getOutputStream().write('x');
            assertThat(held.getInputStream().read()).isEqualTo('x');
            String target = "tcp://127.0.0.1:" + server.port();

            try (Program probe = Program.start(directory, "health", "--port", String.valueOf(server.port()))) {
                assertThat(probe.exitCode()).isZero();
                assertThat(probe.out()).isEqualTo("full " + target + FULL);
            }
            try (Program probe = Program.start(directory, "health", target)) {
                assertThat(probe.exitCode()).isEqualTo(1);
                assertThat(probe.out()).isEqualTo("full " + target + FULL);
            }
        }
    }
}
