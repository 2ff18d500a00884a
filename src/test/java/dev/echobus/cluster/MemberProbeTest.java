package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Background;
import dev.echobus.FreePorts;
import dev.echobus.cluster.MemberProbe.Answer;
import dev.echobus.common.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is asked to join, and who would only be waited for. */
class MemberProbeTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void whoAnswersIsToldFromWhoDoesNot() throws IOException {
        try (var silent = listen();
                var member = answering("HZC");
                var stranger = answering("220")) {
            int refused = FreePorts.next();
            var probed = MemberProbe.all(List.of(at(silent), at(member), at(stranger), at(refused)), Optional.empty());

            assertThat(probed)
                    .extracting(MemberProbe.Probed::answer)
                    .containsExactly(Answer.NONE, Answer.MEMBER, Answer.NONE, Answer.UNREACHABLE);
            assertThat(probed.get(0))
                    .hasToString(at(silent).authority() + " (takes connections, but does not answer in 2000 ms)");
            assertThat(probed.get(2)).asString().endsWith(" (answers, but not as a member of a cluster)");
            assertThat(probed.get(3)).asString().endsWith(" (Connection refused)");
        }
    }

    /** One after the other they would take 32 seconds. */
    @Test
    void aListOfSilentOnesTakesNoLongerThanOne() throws IOException {
        try (var silent = listen()) {
            long start = System.nanoTime();
            var probed =
                    MemberProbe.all(Collections.nCopies(MemberProbe.MEMBERS_MAX + 1, at(silent)), Optional.empty());

            assertThat(probed).hasSize(MemberProbe.MEMBERS_MAX).allMatch(member -> member.answer() == Answer.NONE);
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
                    .isLessThan(5L * (MemberProbe.CONNECT_TIMEOUT_MS + MemberProbe.ANSWER_TIMEOUT_MS));
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, LOOPBACK);
    }

    private static ServerSocket answering(String answer) throws IOException {
        var server = listen();
        Background.run(() -> {
            try (var socket = server.accept()) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            } catch (IOException closed) {
                // The test is over.
                assertThat(server.isClosed()).isTrue();
            }
        });
        return server;
    }

    private static Endpoint at(ServerSocket server) {
        return at(server.getLocalPort());
    }

    private static Endpoint at(int port) {
        return Endpoint.tcp("127.0.0.1", port);
    }
}
