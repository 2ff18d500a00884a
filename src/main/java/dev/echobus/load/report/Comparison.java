package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.check.FaultKind;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.DoubleFunction;

/** Two JSON reports side by side, with the second's figures in proportion to the first's. */
public final class Comparison {

    private final JsonObject first;
    private final JsonObject second;
    private final List<String> lines = new ArrayList<>();

    private Comparison(JsonObject first, JsonObject second) {
        this.first = first;
        this.second = second;
    }

    /** The comparison's lines. */
    public static List<String> lines(JsonObject first, JsonObject second) {
        var comparison = new Comparison(first, second);
        comparison.compare();
        return comparison.lines;
    }

    /**
     * Reads a report.
     *
     * @throws IllegalArgumentException when the text is none of a known version
     */
    public static JsonObject read(String text) {
        JsonObject report;
        try {
            report = new JsonObject(text);
        } catch (DecodeException notJson) {
            throw new IllegalArgumentException("expected a report made by bench --json, found no JSON", notJson);
        }
        if (!JsonReport.FORMAT.equals(report.getValue("format"))
                || !Objects.equals(JsonReport.FORMAT_VERSION, report.getValue("formatVersion"))) {
            throw new IllegalArgumentException(
                    "expected a report of version " + JsonReport.FORMAT_VERSION + " made by bench --json, found format "
                            + report.getValue("format") + " " + report.getValue("formatVersion"));
        }
        return report;
    }

    private void compare() {
        lines.add(String.format(Locale.ROOT, "%-18s %16s %16s %9s", "", "A", "B", "B / A"));
        addText("target", "plan", "target");
        addText("started", "", "startedAt");
        addFigure("echoed/s", report -> number(report, "result", "echoedPerSecond"), Quantity::ofCount);
        addFigure(
                "received",
                report -> number(report, "result", "bytesReceived") / number(report, "result", "seconds"),
                Quantity::ofBytesPerSecond);
        addFigure("late sends", report -> number(report, "result", "lateSends"), Quantity::ofCount);
        lines.add("latency");
        addFigure("  mean", report -> number(report, "latency", "meanNanos"), Quantity::ofNanos);
        for (double percentile : LoadReport.PERCENTILES) {
            addFigure(
                    "  " + LoadReport.percentileText(percentile) + " %",
                    report -> percentile(report, percentile),
                    Quantity::ofNanos);
        }
        addFigure("  max", report -> number(report, "latency", "maxNanos"), Quantity::ofNanos);
        addFigure("  samples", report -> number(report, "latency", "samples"), Quantity::ofCount);
        addFigure("faults", Comparison::faults, Quantity::ofCount);
        addFigure("connections lost", report -> number(report, "connections", "lost"), Quantity::ofCount);
        addFigure("generator busy %", Comparison::busy, Quantity::ofCount);
        addDifferences();
    }

    private void addDifferences() {
        var conditions = new LinkedHashSet<>(part(first, "plan").fieldNames());
        conditions.addAll(part(second, "plan").fieldNames());
        for (String condition : conditions) {
            Object one = part(first, "plan").getValue(condition);
            Object other = part(second, "plan").getValue(condition);
            if (!Objects.equals(one, other)) {
                lines.add("not alike: " + condition + " " + text(one) + " and " + text(other));
            }
        }
        addWarnings("A", first);
        addWarnings("B", second);
    }

    private void addWarnings(String name, JsonObject report) {
        JsonArray warnings = report.getJsonArray("warnings", new JsonArray());
        warnings.forEach(warning -> lines.add("warning of " + name + ": " + warning));
    }

    private void addText(String name, String part, String key) {
        lines.add(String.format(
                Locale.ROOT,
                "%-18s %s | %s",
                name,
                text(part(first, part).getValue(key)),
                text(part(second, part).getValue(key))));
    }

    private interface Figure {
        double of(JsonObject report);
    }

    private void addFigure(String name, Figure figure, DoubleFunction<String> format) {
        double one = figure.of(first);
        double other = figure.of(second);
        String ratio = one > 0 ? String.format(Locale.ROOT, "%.3f", other / one) : one == other ? "1.000" : "-";
        lines.add(
                String.format(Locale.ROOT, "%-18s %16s %16s %9s", name, format.apply(one), format.apply(other), ratio));
    }

    private static double percentile(JsonObject report, double percentile) {
        JsonArray all = part(report, "latency").getJsonArray("percentiles", new JsonArray());
        return all.stream()
                .map(JsonObject.class::cast)
                .filter(it -> it.getDouble("percentile", -1.0) == percentile)
                .mapToDouble(it -> it.getDouble("nanos", 0.0))
                .findFirst()
                .orElse(0);
    }

    private static double faults(JsonObject report) {
        double sum = 0;
        for (FaultKind kind : FaultKind.values()) {
            sum += part(report, "faults")
                    .getJsonObject(kind.label(), new JsonObject())
                    .getDouble("occurrences", 0.0);
        }
        return sum;
    }

    private static double busy(JsonObject report) {
        JsonArray loops = part(report, "generator").getJsonArray("loopBusy", new JsonArray());
        return 100
                * loops.stream()
                        .mapToDouble(it -> ((Number) it).doubleValue())
                        .max()
                        .orElse(0);
    }

    private static double number(JsonObject report, String part, String key) {
        return part(report, part).getDouble(key, 0.0);
    }

    private static JsonObject part(JsonObject report, String name) {
        return name.isEmpty() ? report : report.getJsonObject(name, new JsonObject());
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }
}
