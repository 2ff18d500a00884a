package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import dev.echobus.common.FramingKind;
import dev.echobus.load.Plans;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.result.LoadResult;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stamps of messages that the bus was asked for again: whoever checks them has nothing against an honest server. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StampedRetriesTest {

    private static final int ATTEMPT_TIMEOUT_MS = 40;

    private final Random random = new Random(11);

    @Test
    void whatWasAskedForAgainIsNoFault() throws InterruptedException {
        var plans = new Plans();
        plans.framing = new Framing(FramingKind.LENGTH, 4, "", true);
        plans.connections = 4;
        plans.inFlightMax = 16;
        plans.durationMs = 1_500;
        plans.drainMs = 20_000;
        try (var server = ServerUnderTest.start(
                "server.framing=length",
                "server.stamp=true",
                "server.responder=bus",
                "server.responderIdempotent=true",
                "server.responderAttemptTimeoutMs=" + ATTEMPT_TIMEOUT_MS)) {
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, message -> answer(server, message));
            LoadResult result = new LoadRun(plans.of(server.port()), second -> {}).run();
            assertThat(result.firstFaults()).isEmpty();
            assertThat(result.errors()).isZero();
            assertThat(Objects.requireNonNull(result.hops()).repeated()).isGreaterThan(10);
        }
    }

    /** At once, after its time, by a refusal that lets it be asked for again, or never. */
    private void answer(ServerUnderTest server, Message<Buffer> message) {
        switch (random.nextInt(16)) {
            case 0 -> {}
            case 1 -> message.fail(FailureCode.OVERLOADED.number(), "OVERLOADED: later");
            case 2 -> server.vertx.setTimer(ATTEMPT_TIMEOUT_MS + 20, late -> reply(message));
            default -> reply(message);
        }
    }

    private static void reply(Message<Buffer> message) {
        var told =
                new DeliveryOptions().addHeader(Addresses.NODE_HEADER, "one").addHeader(Addresses.HANDLED_HEADER, "1");
        message.reply(message.body(), told);
    }
}
