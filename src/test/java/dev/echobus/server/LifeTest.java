package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How connections end: idle, after one answer, and in a drain. */
class LifeTest {

    @ParameterizedTest
    @EnumSource
    void aQuietConnectionIsClosedAndABusyOneIsNot(Loop loop) {
        try (var server = ServerUnderTest.start(loop, "server.idleTimeoutMs=1000", "server.lingerTimeoutMs=100");
                var quiet = server.connect();
                var busy = server.connect()) {
            server.event("opened");
            server.event("opened");
            CompletableFuture<String> end = CompletableFuture.supplyAsync(quiet::readToEnd);
            while (!end.isDone()) {
                assertThat(busy.send("x").read(1)).isEqualTo("x");
            }
            assertThat(end.join()).isEmpty();
            assertThat(server.event("closed").getString("reason")).startsWith("idle for ");
            assertThat(busy.send("still here").read(10)).isEqualTo("still here");
        }
    }

    @Test
    void anUnfinishedMessageThatStillComesIsNotQuiet() {
        try (var server = ServerUnderTest.start(
                        "server.framing=line", "server.idleTimeoutMs=500", "server.messageMaxBytes=100000000");
                var slow = server.connect()) {
            int bytes = 0;
            // Twice the time that a quiet connection gets.
            for (int round = 0; round < 2; round++) {
                try (var quiet = server.connect()) {
                    CompletableFuture<String> end = CompletableFuture.supplyAsync(quiet::readToEnd);
                    while (!end.isDone()) {
                        slow.send("x");
                        bytes++;
                    }
                }
            }
            assertThat(slow.send("\n").read(bytes + 1)).hasSize(bytes + 1).endsWith("x\n");
        }
    }

    @Test
    void onceAnswersOneMessageAndCloses() {
        try (var server = ServerUnderTest.start("server.framing=line", "server.once=true");
                var client = server.connect()) {
            assertThat(client.send("one\ntwo\n").readToEnd()).isEqualTo("one\n");
        }
    }

    @Test
    void aDrainWaitsForTheQuietAndAnswersMeanwhile() {
        try (var server = ServerUnderTest.start("server.drainQuietMs=300");
                var client = server.connect()) {
            assertThat(client.send("before").read(6)).isEqualTo("before");
            var drained = server.undeploy();
            assertThat(client.send("meanwhile").read(9)).isEqualTo("meanwhile");
            assertThat(client.readToEnd()).isEmpty();
            Await.result(drained);
            server.event("opened");
            assertThat(server.event("closed").getString("reason")).isEqualTo("drained");
        }
    }

    @Test
    void aDrainCutsThePeerThatNeverReads() {
        try (var server = ServerUnderTest.start("server.drainQuietMs=100", "server.drainTimeoutMs=700");
                var stuck = Client.withSmallBuffers(server.port())) {
            stuck.sendAllInBackground(new byte[32 << 20]);
            server.event("opened");
            Await.result(server.undeploy());
            assertThat(server.event("closed").getString("reason")).startsWith("cut: the drain took too long");
        }
    }
}
