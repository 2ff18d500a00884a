package dev.echobus.dialogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import dev.echobus.dialogue.EchoFailure.Kind;
import dev.echobus.dialogue.EchoSeries.Outcome;
import dev.echobus.dialogue.EchoSeries.Payloads;
import dev.echobus.dialogue.EchoSeries.Plan;
import dev.echobus.dialogue.ScriptedPeer.Behaviour;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a series makes of servers that answer all, some or none of its messages. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class EchoSeriesTest {

    private static final int TIMEOUT_MS = 20_000;
    private static final int FAILURES_MAX = 3;

    private final Vertx vertx = Vertx.vertx();

    private final AtomicInteger accepted = new AtomicInteger();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** What a server does with a line; false when it is to close the connection. */
    private interface Answering {
        boolean answer(int number, byte[] line, OutputStream to) throws IOException;
    }

    @Test
    void everyMessageIsTimedOnOneConnection() throws IOException {
        Outcome outcome = run(100, lines((number, line, to) -> {
            to.write(line);
            return true;
        }));
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.nanos()).hasSize(100).allMatch(nanos -> nanos > 0);
        assertThat(accepted.get()).isOne();
    }

    @Test
    void aServerThatClosesAfterEachReplyAnswersAll() throws IOException {
        Outcome outcome = run(5, lines((number, line, to) -> {
            to.write(line);
            return false;
        }));
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.nanos()).hasSize(5);
    }

    @Test
    void silenceIsGivenUpAfterThree() throws IOException {
        Outcome outcome = run(100, 50, lines((number, line, to) -> true));
        assertThat(outcome.nanos()).isEmpty();
        assertThat(outcome.failure()).contains(new EchoFailure(Kind.NO_REPLY, "no reply within 50 ms"));
        assertThat(accepted.get()).isBetween(1, FAILURES_MAX);
    }

    @Test
    void whatGoesOnAfterALossIsAnswered() throws IOException {
        Outcome outcome = run(10, 500, lines((number, line, to) -> {
            if (accepted.get() == 1 && number == 4) {
                return true;
            }
            to.write(line);
            return true;
        }));
        assertThat(outcome.nanos()).hasSize(9);
        assertThat(outcome.failure()).contains(new EchoFailure(Kind.NO_REPLY, "no reply within 500 ms"));
    }

    @Test
    void aWrongByteEndsTheSeries() throws IOException {
        Outcome outcome = run(10, lines((number, line, to) -> {
            line[2] ^= (byte) (number == 4 ? 1 : 0);
            to.write(line);
            return true;
        }));
        assertThat(outcome.nanos()).hasSize(3);
        assertThat(outcome.failure()).contains(new EchoFailure(Kind.WRONG_BYTES, "echoed bytes differ from byte 2 on"));
    }

    @Test
    void bytesThatNothingAskedForAreWrongToo() throws IOException {
        Outcome outcome = run(10, lines((number, line, to) -> {
            to.write(line);
            to.write(number == 4 ? "more\n".getBytes(StandardCharsets.UTF_8) : new byte[0]);
            return true;
        }));
        assertThat(outcome.nanos()).hasSize(4);
        assertThat(outcome.failure().map(EchoFailure::kind)).contains(Kind.WRONG_BYTES);
    }

    @Test
    void aServerThatIsFullIsAskedNoFurther() throws IOException {
        Outcome outcome = run(10, Socket::close);
        assertThat(outcome.failure().map(EchoFailure::kind)).contains(Kind.FULL);
        assertThat(accepted.get()).isBetween(2, 3);
    }

    @Test
    void timeThatIsOverEndsTheSeries() throws IOException {
        try (var peer = ScriptedPeer.start(lines((number, line, to) -> {
            to.write(line);
            return true;
        }))) {
            Outcome outcome = run(peer, new Plan(Payloads.labelled("test"), 1_000_000, TIMEOUT_MS, FAILURES_MAX, 100));
            assertThat(outcome.nanos()).hasSizeBetween(1, 999_999);
            assertThat(outcome.failure().map(EchoFailure::kind)).contains(Kind.OUT_OF_TIME);
        }
    }

    @Test
    void aReplyInTheMiddleOfWhichItBreaksIsNamed() throws IOException {
        Outcome outcome = run(10, lines((number, line, to) -> {
            to.write(line, 0, number == 2 ? 5 : line.length);
            return number < 2;
        }));
        assertThat(outcome.failure().map(EchoFailure::kind)).contains(Kind.CLOSED);
    }

    private static Behaviour lines(Answering answering) {
        return peer -> {
            var input = new BufferedReader(new InputStreamReader(peer.getInputStream(), StandardCharsets.UTF_8));
            int number = 0;
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                number++;
                if (!answering.answer(number, (line + "\n").getBytes(StandardCharsets.UTF_8), peer.getOutputStream())) {
                    return;
                }
            }
        };
    }

    private Outcome run(int count, Behaviour behaviour) throws IOException {
        return run(count, TIMEOUT_MS, behaviour);
    }

    private Outcome run(int count, int timeoutMs, Behaviour behaviour) throws IOException {
        try (var peer = ScriptedPeer.start(socket -> {
            accepted.incrementAndGet();
            behaviour.with(socket);
        })) {
            return run(peer, new Plan(Payloads.labelled("test"), count, timeoutMs, FAILURES_MAX, TIMEOUT_MS));
        }
    }

    private Outcome run(ScriptedPeer peer, Plan plan) {
        var listener = TestConfigs.of("server.framing=line").echoListener();
        return new EchoSeries(vertx, listener, 65_536, plan)
                .run(peer.endpoint())
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }
}
