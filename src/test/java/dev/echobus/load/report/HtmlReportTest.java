package dev.echobus.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.load.Plans;
import dev.echobus.load.ScriptedServer;
import dev.echobus.load.result.Contention;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of a report: what a reader sees first, and that each figure is there or known to be missing. */
class HtmlReportTest {

    private static final List<String> COMMAND = List.of("bench", "tcp://127.0.0.1:9999", "--require", "p99<5ms");

    private final Plans plans = new Plans();

    @Test
    void theVerdictComesBeforeEveryFigure() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            String page = page(plans.run(server), "p99<500s,p50<1ns");
            assertThat(page.indexOf("<b>Failed</b>")).isBetween(0, page.indexOf("class=\"tile\""));
            assertThat(page)
                    .contains("<li class=\"good\">required p99&lt;500s: met, ")
                    .contains("<li class=\"bad\">required p50&lt;1ns: missed, ")
                    .contains("<li class=\"good\">every byte that came back was right</li>");
            assertThat(page(plans.run(server), "p99<500s")).contains("<b>Passed</b>");
        }
    }

    @Test
    void wrongBytesFailTheRunAndAreTabled() throws IOException, InterruptedException {
        try (var server = new ScriptedServer((in, out) -> out.write(new byte[in.readNBytes(64).length]))) {
            assertThat(page(plans.run(server), "p99<500s"))
                    .contains("<b>Failed</b>", "wrong bytes came back", "<th scope=\"row\">corruption</th>");
        }
    }

    @Test
    void theHeadTellsThePlan() throws IOException, InterruptedException {
        plans.rate = 500.0;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            assertThat(page(plans.run(server), "p99<500s"))
                    .contains("open loop, 500 messages/s, constant spacing; 64 bytes, raw framing; ");
        }
    }

    @Test
    void whoseTheFiguresAreIsToldOnceAndTheTimeToTheSecond() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = withBusyLoop(plans.run(server));
            assertThat(result.attribution().source().isSuspect()).isTrue();
            String page = page(result, "p99<500s");
            assertThat(count(Html.escape(result.attribution().why()), page)).isOne();
            assertThat(page).containsPattern("; \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ</p>");
        }
    }

    private static LoadResult withBusyLoop(LoadResult run) {
        return new LoadResult(
                run.plan(),
                run.startedAt(),
                run.wasInterrupted(),
                run.totals(),
                run.latency(),
                run.uncorrected(),
                run.timeline(),
                run.connections(),
                run.faults(),
                run.firstFaults(),
                new LoadResult.Generator(List.of(1.0), 0, Contention.unknown()),
                null);
    }

    @Test
    void whatWasAskedForIsALineInTheCharts() throws IOException, InterruptedException {
        plans.rate = 500.0;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            String page = page(plans.run(server), "p99<5ms,rate>=400");
            assertThat(page)
                    .contains("<span class=\"key limit\">500/s requested</span>")
                    .contains("<span class=\"key limit\">rate&gt;=400</span>")
                    .contains("<span class=\"key limit\">p99&lt;5ms</span>");
            assertThat(count("<line class=\"limit\"", page)).isEqualTo(2 * (1 + 1 + 2));
        }
    }

    @Test
    void theIntendedSeriesLiesOverTheOther() throws IOException, InterruptedException {
        plans.rate = 500.0;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            String page = page(plans.run(server), "p99<500s");
            String drawing = page.substring(page.indexOf("aria-label=\"latency by percentile\""));
            assertThat(drawing.indexOf("class=\"line two\"")).isLessThan(drawing.indexOf("class=\"line one\""));
            assertThat(page).contains("<span class=\"key one\">from intended send</span>");
        }
    }

    @Test
    void everyChartIsDrawnForAWideAndForANarrowPage() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            String page = page(plans.run(server), "p99<500s");
            assertThat(count("<svg class=\"wide\"", page)).isEqualTo(3);
            assertThat(count("<svg class=\"narrow\" viewBox=\"0 0 358 260\"", page))
                    .isEqualTo(3);
            assertThat(page).contains("<g class=\"place\">", ": p50 ", "@media (max-width: 640px)");
        }
    }

    @Test
    void aRunWithoutSamplesHasNoLatencyInsteadOfOneOfZero() throws InterruptedException {
        String page = page(plans.runNowhere(), "p99<500s");
        assertThat(page).contains("<b>\u2013</b><span>p99</span>").doesNotContain(">0 ns<");
        assertThat(count("<svg", page)).isZero();
    }

    @Test
    void theEnvironmentIsEnoughToRunItAgain() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            assertThat(page(plans.run(server), "p99<500s"))
                    .contains("echobus bench tcp://127.0.0.1:9999 --require 'p99&lt;5ms'")
                    .contains(Runtime.version().toString(), System.getProperty("os.arch"));
        }
    }

    private static String page(LoadResult result, String thresholds) {
        var verdicts = Threshold.parse(thresholds).stream()
                .map(threshold -> threshold.check(result))
                .toList();
        return HtmlReport.of(new LoadReport(result, verdicts, null, List.of(), Environment.of("test", COMMAND)));
    }

    private static long count(String part, String page) {
        return Pattern.compile(Pattern.quote(part)).matcher(page).results().count();
    }
}
