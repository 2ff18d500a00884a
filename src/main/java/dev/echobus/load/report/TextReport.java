package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.Attribution;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.search.RateSearch;
import dev.echobus.load.search.RateStep;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** The report as text, for reading at a terminal. */
public final class TextReport {

    private final LoadReport report;
    private final LoadResult result;
    private final List<String> lines = new ArrayList<>();

    private TextReport(LoadReport report) {
        this.report = report;
        result = report.result();
    }

    /** The report's lines. */
    public static List<String> lines(LoadReport report) {
        var text = new TextReport(report);
        text.addPlan();
        text.addAttribution();
        text.addNodes();
        text.addSearch();
        text.addRates();
        text.addLatency();
        text.addHops();
        text.addConnections();
        text.addFaults();
        text.addVerdicts();
        return text.lines;
    }

    private void addPlan() {
        BenchPlan plan = result.plan();
        add("target", plan.target() + ", " + PlanText.load(plan));
        add("messages", PlanText.messages(plan) + ", seed " + plan.seed());
        add(
                "phases",
                Quantity.ofNanos(plan.timing().warmUpNanos()) + " warm-up, "
                        + Quantity.ofNanos(1e9 * result.totals().seconds()) + " measured, drained in "
                        + Quantity.ofNanos(result.totals().drainNanos()));
    }

    private void addAttribution() {
        Attribution attribution = result.attribution();
        if (attribution.source() != Attribution.Source.UNKNOWN
                && result.totals().seconds() > 0) {
            add("figures", attribution.text());
        }
    }

    /** A node may be of another version: what it does not tell is left out. */
    private void addNodes() {
        for (JsonObject node : report.nodes()) {
            add(
                    "node",
                    node.getString("node") + ": "
                            + node.stream()
                                    .filter(field -> !field.getKey().equals("node"))
                                    .map(field -> field.getKey() + " " + field.getValue())
                                    .collect(Collectors.joining(", ")));
        }
    }

    private void addSearch() {
        for (RateStep step : report.steps()) {
            add(
                    "rate " + step.judgement().name().toLowerCase(Locale.ROOT),
                    Quantity.ofCount(step.ratePerSecond()) + " messages/s: " + step.why() + ", "
                            + Quantity.ofCount(step.achievedPerSecond()) + " messages/s echoed");
        }
        RateSearch.Outcome search = report.search();
        if (search != null) {
            boolean isFound = search.answer().metPerSecond() != null;
            add("highest", search.answer() + (isFound ? "; reported below" : ""));
        }
    }

    private void addRates() {
        var totals = result.totals();
        Double requested = result.plan().pace().ratePerSecond();
        String echoed = Quantity.ofCount(result.achievedPerSecond()) + " messages/s echoed";
        add("rate", requested == null ? echoed : Quantity.ofCount(requested) + " messages/s requested, " + echoed);
        if (requested != null) {
            add(
                    "late sends",
                    Quantity.ofCount(totals.lateSends()) + " of " + Quantity.ofCount(totals.messagesSent())
                            + " more than " + Quantity.ofNanos(LoadLimits.LATE_NANOS) + " late by the generator, "
                            + Quantity.ofCount(totals.heldSends()) + " held by the server");
        }
        add(
                "throughput",
                Quantity.ofBytesPerSecond(perSecond(totals.bytesSent())) + " out, "
                        + Quantity.ofBytesPerSecond(perSecond(totals.bytesReceived())) + " in");
        add("generator", PlanText.generator(result));
    }

    private double perSecond(long bytes) {
        double seconds = result.totals().seconds();
        return seconds > 0 ? bytes / seconds : 0;
    }

    private void addLatency() {
        boolean isOpen = result.plan().pace().isOpenLoop();
        lines.add("");
        lines.add(String.format(
                Locale.ROOT,
                isOpen ? "%-12s %14s %14s   %s samples" : "%-12s %14s   %3$s%4$s samples",
                "latency",
                isOpen ? "from intended" : "from send",
                isOpen ? "from actual" : "",
                Quantity.ofCount(result.latency().getTotalCount())));
        addLatencyLine(
                "min", result.latency().getMinValue(), result.uncorrected().getMinValue());
        addLatencyLine(
                "mean",
                Math.round(result.latency().getMean()),
                Math.round(result.uncorrected().getMean()));
        for (double percentile : LoadReport.PERCENTILES) {
            addLatencyLine(
                    LoadReport.percentileText(percentile) + " %",
                    result.latency().getValueAtPercentile(percentile),
                    result.uncorrected().getValueAtPercentile(percentile));
        }
        addLatencyLine(
                "max", result.latency().getMaxValue(), result.uncorrected().getMaxValue());
    }

    private void addLatencyLine(String name, long corrected, long uncorrected) {
        boolean isEmpty = result.latency().getTotalCount() == 0;
        String line = String.format(Locale.ROOT, "  %-10s %14s", name, isEmpty ? "-" : Quantity.ofNanos(corrected));
        lines.add(
                result.plan().pace().isOpenLoop()
                        ? line + String.format(Locale.ROOT, " %14s", isEmpty ? "-" : Quantity.ofNanos(uncorrected))
                        : line);
    }

    private void addHops() {
        if (result.hops() != null) {
            lines.addAll(HopText.lines(result.hops()));
        }
    }

    private void addConnections() {
        var connections = result.connections();
        Histogram times = connections.connectTimes();
        lines.add("");
        add(
                "connections",
                Quantity.ofCount(connections.opened()) + " opened, " + connections.failed() + " failed, "
                        + connections.lost() + " lost"
                        + (connections.replaced() > 0 ? ", " + connections.replaced() + " replaced" : ""));
        if (times.getTotalCount() > 0) {
            add(
                    "connecting",
                    "50 % " + Quantity.ofNanos(times.getValueAtPercentile(50)) + ", 99 % "
                            + Quantity.ofNanos(times.getValueAtPercentile(99)) + ", max "
                            + Quantity.ofNanos(times.getMaxValue()));
        }
        List<Long> messages = connections.messages();
        if (messages.size() > 1 && connections.fairness().isPresent()) {
            add(
                    "fairness",
                    String.format(
                            Locale.ROOT,
                            "%.3f (Jain), messages a connection: min %,d, median %,d, max %,d",
                            connections.fairness().getAsDouble(),
                            messages.get(0),
                            messages.get(messages.size() / 2),
                            messages.get(messages.size() - 1)));
        }
    }

    private void addFaults() {
        addUnanswered();
        boolean isAllBack = result.unanswered() == 0 && result.connections().lost() == 0;
        if (result.faultCount() == 0 && !result.isWithoutEcho()) {
            add("verified", isAllBack ? "every byte came back as it was sent" : "every byte that came back was right");
        }
        result.faults().forEach((kind, count) -> {
            if (count.occurrences() > 0) {
                add(
                        kind.label(),
                        Quantity.ofCount(count.occurrences()) + " times, " + Quantity.ofCount(count.bytes())
                                + " bytes");
            }
        });
        result.firstFaults().forEach(fault -> lines.add("  " + fault));
    }

    private void addUnanswered() {
        var totals = result.totals();
        if (totals.unanswered() > 0) {
            add(
                    "unanswered",
                    Quantity.ofCount(totals.unanswered()) + " of " + Quantity.ofCount(totals.messagesIntended())
                            + " intended were not answered" + brokenOff()
                            + ": they count with the time until the end of the drain");
        }
        if (totals.unansweredInWarmUp() > 0) {
            add("unanswered", Quantity.ofCount(totals.unansweredInWarmUp()) + " more of the warm-up were not answered");
        }
        if (result.connections().isAllTurnedAway()) {
            add(
                    "no echo",
                    "each connection was closed without a byte"
                            + (result.plan().framing().isStamped() ? ": does it stamp (serve --stamp)?" : ""));
        } else if (result.isSilent()) {
            add("no echo", "nothing came back: is this an echo server?");
        } else if (result.isWithoutEcho()) {
            add("no echo", "what came back was no message that was sent: is this an echo server?");
        }
    }

    private String brokenOff() {
        long cutShort = result.totals().cutShort();
        return cutShort == 0 ? "" : ", the echo of " + Quantity.ofCount(cutShort) + " broke off";
    }

    private void addVerdicts() {
        report.verdicts().forEach(verdict -> add(verdict.isMet() ? "required" : "MISSED", verdict.toString()));
        if (result.connections().failed() > 0 && result.connections().firstFailure() != null) {
            add("warning", "connecting failed: " + result.connections().firstFailure());
        }
        result.otherWarnings().forEach(warning -> add("warning", warning));
    }

    private void add(String name, String text) {
        lines.add(String.format(Locale.ROOT, "%-12s %s", name, text));
    }
}
