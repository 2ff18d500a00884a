package dev.echobus.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.Arrival;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.report.Environment;
import dev.echobus.load.report.JsonReport;
import dev.echobus.load.report.LoadReport;
import dev.echobus.load.report.TextReport;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.result.TimelinePoint;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What was intended and never answered counts, and is no fault of the bytes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class UnansweredTest {

    private static final int SIZE = 64;
    private static final long DRAIN_NANOS = 300_000_000;

    private final Plans plans = new Plans();

    /** Whether the in-flight bound lets all that is due be sent, or next to nothing. */
    @ParameterizedTest
    @ValueSource(ints = {1_024, 4})
    void whatAFrozenServerOwesCountsAsSlow(int inFlightMax) throws IOException, InterruptedException {
        openLoop(inFlightMax, 1_200);
        try (var server = new ScriptedServer((in, out) -> {
            for (int number = 0; number < 200; number++) {
                out.write(in.readNBytes(SIZE));
            }
            ScriptedServer.swallow(in);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.totals().messagesIntended()).isEqualTo(1_200);
            assertThat(result.totals().unanswered()).isEqualTo(800);
            assertThat(result.latency().getTotalCount()).isEqualTo(1_200);
            assertThat(result.uncorrected().getTotalCount()).isEqualTo(400);
            // The last third of a second of what is due waits the shortest, and all of the drain.
            assertThat(result.latency().getValueAtPercentile(50)).isGreaterThan(DRAIN_NANOS);
            assertThat(result.latency().getMaxValue()).isGreaterThan(DRAIN_NANOS + 700_000_000);
            assertThat(result.faultCount()).isZero();
            assertThat(result.errors()).isEqualTo(800);
            assertThat(verdicts(result, "p50<300ms,unanswered=0,errors<800,max<1s"))
                    .containsExactly(false, false, false, false);
            assertThat(TextReport.lines(report(result)))
                    .anyMatch(line -> line.startsWith("unanswered   800 of 1,200 intended were not answered"))
                    .anyMatch(line -> line.endsWith("every byte that came back was right"));
        }
    }

    @Test
    void eachPointOfTheTimelineHasItsOwnUnansweredMessages() throws IOException, InterruptedException {
        openLoop(4, 1_200);
        try (var server = new ScriptedServer((in, out) -> {
            for (int number = 0; number < 200; number++) {
                out.write(in.readNBytes(SIZE));
            }
            ScriptedServer.swallow(in);
        })) {
            LoadResult result = plans.run(server);
            List<TimelinePoint> measured =
                    result.timeline().stream().filter(TimelinePoint::isMeasured).toList();
            assertThat(measured).hasSize(12);
            assertThat(measured.stream().mapToLong(TimelinePoint::unanswered).sum())
                    .isEqualTo(800);
            TimelinePoint last = measured.get(11);
            assertThat(last.unanswered()).isEqualTo(100);
            assertThat(last.messagesEchoed()).isZero();
            assertThat(last.latency().samples()).isEqualTo(100);
            assertThat(last.latency().p50Nanos()).isGreaterThanOrEqualTo(DRAIN_NANOS);
            JsonObject json = JsonReport.of(report(result));
            assertThat(json.getJsonObject("result").getLong("unanswered")).isEqualTo(800);
            assertThat(json.getJsonArray("timeline").getJsonObject(11).getLong("unanswered"))
                    .isEqualTo(100);
        }
    }

    @Test
    void aClosedLoopOwesWhatIsInFlight() throws IOException, InterruptedException {
        plans.inFlightMax = 3;
        try (var server = new ScriptedServer((in, out) -> {
            out.write(in.readNBytes(SIZE));
            ScriptedServer.swallow(in);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.totals().messagesIntended()).isEqualTo(8);
            assertThat(result.totals().unanswered()).isEqualTo(6);
            assertThat(result.faultCount()).isZero();
            assertThat(result.isWithoutEcho()).isFalse();
        }
    }

    @Test
    void aSilentServerIsAskedAboutAndHasNoFairness() throws IOException, InterruptedException {
        plans.warmUpMs = 100;
        try (var server = new ScriptedServer((in, out) -> ScriptedServer.swallow(in))) {
            LoadResult result = plans.run(server);
            assertThat(result.totals().unansweredInWarmUp()).isEqualTo(8);
            assertThat(result.errors()).isEqualTo(8);
            assertThat(result.connections().fairness()).isEmpty();
            assertThat(TextReport.lines(report(result)))
                    .anyMatch(line -> line.endsWith("nothing came back: is this an echo server?"))
                    .noneMatch(line -> line.startsWith("fairness") || line.startsWith("verified"));
            assertThat(JsonReport.of(report(result))
                            .getJsonObject("connections")
                            .getValue("fairness"))
                    .isNull();
        }
    }

    @Test
    void aServerThatSendsSomethingElseIsAskedAbout() throws IOException, InterruptedException {
        try (var server = new ScriptedServer((in, out) -> {
            out.write("220 mail.example ESMTP, who are you and what do you want of me at this time of the day?\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            ScriptedServer.swallow(in);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.faultCount()).isPositive();
            assertThat(TextReport.lines(report(result)))
                    .anyMatch(line ->
                            line.endsWith("what came back was no message that was sent: is this an echo server?"))
                    .noneMatch(line -> line.startsWith("fairness") || line.startsWith("verified"));
        }
    }

    @Test
    void whatALostConnectionHeldIsUnansweredAndNoFault() throws IOException, InterruptedException {
        openLoop(1_024, 500);
        var connection = new AtomicInteger();
        try (var server = new ScriptedServer((in, out) -> {
            if (connection.incrementAndGet() > 2) {
                ScriptedServer.swallow(in);
            }
            for (int number = 0; number < 50; number++) {
                out.write(in.readNBytes(SIZE));
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.connections().lost()).isEqualTo(2);
            assertThat(result.totals().messagesIntended()).isEqualTo(500);
            assertThat(result.totals().unanswered()).isEqualTo(400);
            assertThat(result.faultCount()).isZero();
            assertThat(verdicts(result, "disconnects=0,unanswered=0,loss=0")).containsExactly(false, false, true);
        }
    }

    @Test
    void aSwallowedMessageIsLostWhenLaterOnesCameAndCountsAsUnanswered() throws IOException, InterruptedException {
        openLoop(1_024, 500);
        try (var server = new ScriptedServer((in, out) -> {
            for (int number = 0; ; number++) {
                byte[] message = new byte[SIZE];
                in.readFully(message);
                if (number % 25 != 10) {
                    out.write(message);
                }
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.totals().messagesIntended()).isEqualTo(500);
            assertThat(result.totals().unanswered()).isEqualTo(20);
            assertThat(result.faults().get(FaultKind.LOSS).occurrences()).isPositive();
            assertThat(result.latency().getMaxValue()).isGreaterThan(DRAIN_NANOS);
        }
    }

    /** Every message is answered or not, also when something else came. */
    @ParameterizedTest
    @EnumSource
    void anEchoThatIsNotWholeAndRightIsNoAnswer(Damage damage) throws IOException, InterruptedException {
        openLoop(1_024, 500);
        plans.framing = new Framing(FramingKind.LENGTH, 1, "");
        try (var server = new ScriptedServer((in, out) -> {
            for (int number = 0; ; number++) {
                byte[] frame = new byte[1 + SIZE];
                in.readFully(frame);
                out.write(number % 25 == 10 ? damage.done(frame) : frame);
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.faultCount()).isEqualTo(20);
            assertThat(result.totals().messagesIntended()).isEqualTo(500);
            assertThat(result.totals().unanswered()).isEqualTo(20);
            assertThat(result.totals().cutShort()).isZero();
            assertThat(TextReport.lines(report(result)))
                    .anyMatch(line -> line.startsWith("unanswered   20 of 500 intended were not answered"));
        }
    }

    /** What a server may do to a frame. */
    enum Damage {
        FLIPPED {
            @Override
            byte[] done(byte[] frame) {
                frame[17] ^= 1;
                return frame;
            }
        },
        SHORTENED {
            @Override
            byte[] done(byte[] frame) {
                frame[0] -= 9;
                return Arrays.copyOf(frame, frame.length - 9);
            }
        };

        abstract byte[] done(byte[] frame);
    }

    @Test
    void theEchoUnderWayWhenTheDrainEndsIsCutShort() throws IOException, InterruptedException {
        plans.connections = 1;
        plans.inFlightMax = 1;
        try (var server = new ScriptedServer((in, out) -> {
            out.write(in.readNBytes(SIZE));
            out.write(in.readNBytes(SIZE), 0, SIZE / 2);
            ScriptedServer.swallow(in);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.faultCount()).isZero();
            assertThat(result.totals().unanswered()).isOne();
            assertThat(result.totals().cutShort()).isOne();
            assertThat(result.totals().drainNanos()).isGreaterThanOrEqualTo(DRAIN_NANOS);
            assertThat(TextReport.lines(report(result)))
                    .contains("unanswered   1 of 2 intended were not answered, the echo of 1 broke off: they count with"
                            + " the time until the end of the drain");
            assertThat(JsonReport.of(report(result)).getJsonObject("result").getLong("unansweredCutShort"))
                    .isOne();
        }
    }

    @Test
    void whatCannotBeSentIsCountedQuicklyHoweverMuchItIs() throws IOException, InterruptedException {
        openLoop(4, 1_000);
        plans.rate = LoadLimits.RATE_MAX;
        for (Arrival arrival : Arrival.values()) {
            plans.arrival = arrival;
            try (var server = new ScriptedServer((in, out) -> ScriptedServer.swallow(in))) {
                long began = System.nanoTime();
                assertThat(plans.run(server).totals().unanswered()).isBetween(999_900_000L, 1_000_100_000L);
                assertThat(System.nanoTime() - began).isLessThan(20_000_000_000L);
            }
        }
    }

    private void openLoop(int inFlightMax, long durationMs) {
        plans.rate = 1_000.0;
        plans.inFlightMax = inFlightMax;
        plans.durationMs = durationMs;
        plans.drainMs = DRAIN_NANOS / 1_000_000;
    }

    private static List<Boolean> verdicts(LoadResult result, String thresholds) {
        return Threshold.parse(thresholds).stream()
                .map(threshold -> threshold.check(result).isMet())
                .toList();
    }

    private static LoadReport report(LoadResult result) {
        return new LoadReport(result, List.of(), null, List.of(), Environment.of("test", List.of()));
    }
}
