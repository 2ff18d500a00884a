package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.result.HopResult;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.search.RateSearch;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** The tables of a report's page: all figures that the text has. */
final class HtmlTables {

    private final LoadReport report;
    private final LoadResult result;

    HtmlTables(LoadReport report) {
        this.report = report;
        result = report.result();
    }

    String all() {
        return Stream.of(
                        Html.section("Thresholds", thresholds()),
                        Html.section("Search for the highest rate", search()),
                        Html.section("Latency", latency()),
                        Html.section("Hop by hop", hops()),
                        Html.section("Messages", messages()),
                        Html.section("Connections", connections()),
                        Html.section("Faults", faults()),
                        Html.section("Server's nodes", nodes()),
                        Html.section("Environment", environment()))
                .reduce("", String::concat);
    }

    private String thresholds() {
        var rows = report.verdicts().stream()
                .map(verdict ->
                        List.of(verdict.threshold().text(), verdict.foundText(), verdict.isMet() ? "met" : "missed"))
                .toList();
        return rows.isEmpty() ? "" : Html.table(List.of("required", "found", ""), rows);
    }

    private String search() {
        RateSearch.Outcome search = report.search();
        if (search == null) {
            return "";
        }
        var rows = report.steps().stream()
                .map(step -> List.of(
                        Quantity.ofCount(step.ratePerSecond()),
                        Quantity.ofCount(step.achievedPerSecond()),
                        step.judgement().name().toLowerCase(Locale.ROOT),
                        step.why()))
                .toList();
        return "<p>" + Html.escape(search.answer().toString()) + "</p>\n"
                + Html.table(List.of("messages/s tried", "echoed", "", "found"), rows);
    }

    private String latency() {
        boolean isOpen = result.plan().pace().isOpenLoop();
        var rows = new ArrayList<List<String>>();
        rows.add(latencyRow("min", LatencyText::least));
        rows.add(latencyRow("mean", LatencyText::mean));
        for (double percentile : LoadReport.PERCENTILES) {
            rows.add(latencyRow(
                    "p" + LoadReport.percentileText(percentile), it -> LatencyText.percentile(it, percentile)));
        }
        rows.add(latencyRow("max", it -> LatencyText.percentile(it, 100)));
        rows.add(
                isOpen
                        ? List.of("samples", count(result.latency()), count(result.uncorrected()))
                        : List.of("samples", count(result.latency())));
        return Html.table(
                isOpen ? List.of("", "from intended send", "from actual send") : List.of("", "from send"), rows);
    }

    private List<String> latencyRow(String name, Function<Histogram, String> value) {
        return result.plan().pace().isOpenLoop()
                ? List.of(name, value.apply(result.latency()), value.apply(result.uncorrected()))
                : List.of(name, value.apply(result.latency()));
    }

    private static String count(Histogram histogram) {
        return Quantity.ofCount(histogram.getTotalCount());
    }

    private String hops() {
        HopResult hops = result.hops();
        return hops == null
                ? ""
                : Html.table(HopText.HEAD, HopText.rows(hops)) + Html.table(List.of(), HopText.notes(hops));
    }

    private String messages() {
        var totals = result.totals();
        double seconds = totals.seconds();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("intended", Quantity.ofCount(totals.messagesIntended())));
        rows.add(List.of("sent", Quantity.ofCount(totals.messagesSent())));
        rows.add(List.of("echoed", Quantity.ofCount(totals.messagesEchoed())));
        rows.add(List.of("unanswered", Quantity.ofCount(totals.unanswered())));
        if (totals.cutShort() > 0) {
            rows.add(List.of("of them, broken off", Quantity.ofCount(totals.cutShort())));
        }
        if (seconds > 0) {
            rows.add(List.of("out", Quantity.ofBytesPerSecond(totals.bytesSent() / seconds)));
            rows.add(List.of("in", Quantity.ofBytesPerSecond(totals.bytesReceived() / seconds)));
        }
        if (result.plan().pace().isOpenLoop()) {
            rows.add(List.of("sent late by the generator", Quantity.ofCount(totals.lateSends())));
            rows.add(List.of("held by the server", Quantity.ofCount(totals.heldSends())));
        }
        rows.add(List.of(
                "drained in", totals.drainNanos() == 0 ? LatencyText.NONE : Quantity.ofNanos(totals.drainNanos())));
        return Html.table(List.of(), rows);
    }

    private String connections() {
        var connections = result.connections();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("opened", Quantity.ofCount(connections.opened())));
        rows.add(List.of("failed", Quantity.ofCount(connections.failed())));
        rows.add(List.of("lost", Quantity.ofCount(connections.lost())));
        rows.add(List.of("replaced", Quantity.ofCount(connections.replaced())));
        rows.add(List.of(
                "connecting: p50, p99, max",
                Stream.of(50.0, 99.0, 100.0)
                        .map(it -> LatencyText.percentile(connections.connectTimes(), it))
                        .reduce((one, other) -> one + ", " + other)
                        .orElseThrow()));
        List<Long> messages = connections.messages();
        if (messages.size() > 1 && connections.fairness().isPresent()) {
            rows.add(List.of(
                    "fairness (Jain)",
                    String.format(Locale.ROOT, "%.3f", connections.fairness().getAsDouble())));
            rows.add(List.of(
                    "messages each: min, median, max",
                    String.format(
                            Locale.ROOT,
                            "%,d, %,d, %,d",
                            messages.get(0),
                            messages.get(messages.size() / 2),
                            messages.get(messages.size() - 1))));
        }
        return Html.table(List.of(), rows);
    }

    private String faults() {
        var counts = result.faults().entrySet().stream()
                .filter(fault -> fault.getValue().occurrences() > 0)
                .map(fault -> List.of(
                        fault.getKey().label(),
                        Quantity.ofCount(fault.getValue().occurrences()),
                        Quantity.ofCount(fault.getValue().bytes())))
                .toList();
        var rows = result.firstFaults().stream()
                .map(fault -> List.of(
                        fault.kind().label(),
                        String.valueOf(fault.connection()),
                        String.valueOf(fault.message()),
                        String.valueOf(fault.byteInMessage()),
                        Quantity.ofCount(fault.bytes()),
                        fault.detail()))
                .toList();
        return rows.isEmpty()
                ? ""
                : Html.table(List.of("fault", "times", "bytes"), counts)
                        + "<p>The first of them:</p>\n"
                        + Html.table(List.of("fault", "connection", "message", "byte", "bytes", "detail"), rows);
    }

    private String nodes() {
        var rows = report.nodes().stream()
                .map(node -> List.of(String.valueOf(node.getString("node")), withoutName(node)))
                .toList();
        return rows.isEmpty() ? "" : Html.table(List.of(), rows);
    }

    private static String withoutName(JsonObject node) {
        return node.stream()
                .filter(field -> !field.getKey().equals("node"))
                .map(field -> field.getKey() + " " + field.getValue())
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private String environment() {
        var environment = report.environment();
        return Html.table(
                List.of(),
                List.of(
                        List.of("command", environment.commandLine()),
                        List.of("seed", String.valueOf(result.plan().seed())),
                        List.of("host", environment.host()),
                        List.of("system", environment.system()),
                        List.of("processors", String.valueOf(environment.processors())),
                        List.of("Java", environment.java()),
                        List.of("echobus", environment.version()),
                        List.of("generator", PlanText.generator(result))));
    }
}
