package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.GuestLink;
import dev.echobus.bus.link.LinkException;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many requests on a bus of this process, as {@code bus request --count} sends them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RequestSeriesTest {

    private static final String ADDRESS = "echobus.test";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws InterruptedException, ExecutionException {
        Waiting.on(vertx.close());
    }

    @ParameterizedTest
    @CsvSource({"2000, 1", "200000, 64", "1000000, 256"})
    void everyRequestOfALongSeriesIsAnswered(int count, int inFlightMax) throws InterruptedException, LinkException {
        vertx.eventBus().<String>consumer(ADDRESS, message -> message.reply(message.body()));
        var replied = new AtomicInteger();

        boolean isWhole = series().run(count, inFlightMax, outcome -> {
            replied.addAndGet(outcome instanceof Answer.Replied ? 1 : 0);
            return true;
        });

        assertThat(isWhole).isTrue();
        assertThat(replied).hasValue(count);
    }

    @Test
    void neverMoreAreInFlightThanAsked() throws InterruptedException, LinkException {
        var waiting = new AtomicInteger();
        var most = new AtomicInteger();
        vertx.eventBus().<String>consumer(ADDRESS, message -> {
            most.accumulateAndGet(waiting.incrementAndGet(), Math::max);
            vertx.setTimer(1, timer -> {
                waiting.decrementAndGet();
                message.reply("");
            });
        });

        series().run(50, 4, outcome -> true);

        assertThat(most.get()).isBetween(1, 4);
    }

    @Test
    void failuresAreOutcomesLikeReplies() throws InterruptedException, LinkException {
        vertx.eventBus()
                .<String>consumer(ADDRESS, message -> message.reply(FailureCode.OVERLOADED.with("for the test")));
        var failed = new AtomicInteger();

        series().run(3, 1, outcome -> {
            failed.addAndGet(outcome instanceof Answer.Failed ? 1 : 0);
            return true;
        });

        assertThat(failed).hasValue(3);
    }

    @Test
    void aReceiverThatWantsNoMoreEndsTheSeries() throws InterruptedException, LinkException {
        vertx.eventBus().consumer(ADDRESS, (Message<String> message) -> message.reply(""));
        var received = new AtomicInteger();

        boolean isWhole = series().run(1_000_000, 1, outcome -> received.incrementAndGet() < 3);

        assertThat(isWhole).isFalse();
        assertThat(received).hasValue(3);
    }

    private RequestSeries series() {
        var policy = new RetryPolicy(1, 60_000, 60_000, false);
        return new RequestSeries(new GuestLink(vertx), new BusMessage(ADDRESS, Map.of(), "again"), policy);
    }
}
