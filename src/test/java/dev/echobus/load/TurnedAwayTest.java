package dev.echobus.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.report.Environment;
import dev.echobus.load.report.LoadReport;
import dev.echobus.load.report.TextReport;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server without a place left takes connections and closes them at once. */
class TurnedAwayTest {

    private final Plans plans = new Plans();

    /** Far before the hour of the plan is over. */
    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void aRunThatIsLetInNowhereEndsAtOnceAndSaysWhy() throws IOException, InterruptedException {
        plans.warmUpMs = 3_600_000;
        plans.durationMs = 3_600_000;
        try (var server = new ScriptedServer((in, out) -> {})) {
            LoadResult result = plans.run(server);
            assertThat(result.connections().isAllTurnedAway()).isTrue();
            assertThat(result.errors()).isPositive();
            assertThat(lines(result))
                    .anyMatch(line -> line.endsWith("each connection was closed without a byte"))
                    .anyMatch(line -> line.contains("connections were closed without a byte: the server is full"))
                    .noneMatch(line -> line.startsWith("verified") || line.contains("is this an echo server?"));
        }
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    void aFullServerIsNotFlooded() throws IOException, InterruptedException {
        plans.durationMs = 1_000;
        var hasPlace = new AtomicBoolean(true);
        try (var server = new ScriptedServer((in, out) -> {
            if (hasPlace.getAndSet(false)) {
                ScriptedServer.echo(in, out);
            }
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.totals().messagesEchoed()).isPositive();
            assertThat(result.connections().turnedAway()).isBetween(2L, 12L);
            assertThat(result.connections().turnedAway())
                    .isEqualTo(result.connections().lost());
            assertThat(result.connections().isAllTurnedAway()).isFalse();
        }
    }

    private static List<String> lines(LoadResult result) {
        return TextReport.lines(new LoadReport(result, List.of(), null, List.of(), Environment.of("test", List.of())));
    }
}
