package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The report as one HTML file that needs nothing else: no script, no font, no network. */
public final class HtmlReport {

    private static final String STYLE_RESOURCE = "report.css";

    private final LoadReport report;
    private final LoadResult result;

    private HtmlReport(LoadReport report) {
        this.report = report;
        result = report.result();
    }

    /** The whole page. */
    public static String of(LoadReport report) {
        return new HtmlReport(report).page();
    }

    private String page() {
        String target = Html.escape(result.plan().target().toString());
        var charts = new HtmlCharts(report);
        return """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>echobus bench %s</title>
                <style>
                %s</style>
                </head>
                <body>
                <h1>echobus bench %s</h1>
                <p class="plan">%s</p>
                %s<div class="tiles">
                %s</div>
                %s%s%s%s</body>
                </html>
                """.formatted(
                        target,
                        style(),
                        target,
                        Html.escape(subtitle()),
                        verdict(),
                        tiles(),
                        Html.section("Latency by percentile", charts.percentiles()),
                        Html.section("Latency over time", charts.latencies()),
                        Html.section("Messages over time", charts.rates()),
                        new HtmlTables(report).all());
    }

    private String subtitle() {
        BenchPlan plan = result.plan();
        return PlanText.load(plan) + "; " + PlanText.messages(plan) + "; " + PlanText.phases(plan) + "; "
                + result.startedAt().truncatedTo(ChronoUnit.SECONDS);
    }

    /** What a reader in a hurry wants to know, before any figure. */
    private String verdict() {
        var findings = Finding.of(report);
        boolean isGood = findings.stream().noneMatch(finding -> finding.kind() == Finding.Kind.BAD);
        String items = findings.stream()
                .map(finding ->
                        "<li class=\"%s\">%s</li>%n".formatted(finding.kind().style(), Html.escape(finding.text())))
                .collect(Collectors.joining());
        return "<div class=\"verdict %s\"><b>%s</b>\n<ul>\n%s</ul></div>\n"
                .formatted(isGood ? "good" : "bad", isGood ? "Passed" : "Failed", items);
    }

    private String tiles() {
        Histogram latency = result.latency();
        return tile(Quantity.ofCount(result.achievedPerSecond()), "messages/s echoed")
                + tile(LatencyText.percentile(latency, 50), "p50")
                + tile(LatencyText.percentile(latency, 99), "p99")
                + tile(LatencyText.percentile(latency, 100), "max");
    }

    private static String tile(String value, String name) {
        return "<div class=\"tile\"><b>%s</b><span>%s</span></div>%n".formatted(Html.escape(value), name);
    }

    private static String style() {
        try (InputStream style =
                Objects.requireNonNull(HtmlReport.class.getResourceAsStream(STYLE_RESOURCE), STYLE_RESOURCE)) {
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
