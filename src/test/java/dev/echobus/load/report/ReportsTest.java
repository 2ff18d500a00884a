package dev.echobus.load.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.echobus.common.FramingKind;
import dev.echobus.load.Plans;
import dev.echobus.load.ScriptedServer;
import dev.echobus.load.StampScript;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** Every form of the report, made from real runs. */
class ReportsTest {

    private static final List<JsonObject> NODES = List.of(new JsonObject()
            .put("node", "one")
            .put("transport", "epoll")
            .put("listeners", new JsonArray().add("tcp://127.0.0.1:9999")));

    private final Plans plans = new Plans();

    @Test
    void theJsonOfAnOpenLoopIsOfItsSchema() throws IOException, InterruptedException {
        plans.rate = 2_000.0;
        plans.warmUpMs = 50;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadReport report = report(plans.run(server), "p50<60s,errors=0");
            JsonObject json = throughText(JsonReport.of(report));
            assertThat(problems(json)).isNull();
            assertThat(json.getJsonObject("result").getLong("messagesSent")).isBetween(300L, 900L);
            assertThat(json.getJsonArray("thresholds")).hasSize(2);
            assertThat(json.getJsonObject("latencyUncorrected").getLong("samples"))
                    .isEqualTo(600);
        }
    }

    @Test
    void theJsonOfAClosedLoopWithFaultsIsOfItsSchema() throws IOException, InterruptedException {
        try (var server = new ScriptedServer((in, out) -> out.write(new byte[in.readNBytes(64).length]))) {
            JsonObject json = throughText(JsonReport.of(report(plans.run(server), "p99<1ns")));
            assertThat(problems(json)).isNull();
            assertThat(json.getJsonObject("faults").getJsonArray("first")).isNotEmpty();
            assertThat(json.getValue("latencyUncorrected")).isNull();
        }
    }

    @Test
    void everyFormOfAStampedRunTellsHowTheClocksWereCompared() throws IOException, InterruptedException {
        plans.framing = new Framing(FramingKind.LENGTH, 4, "", true);
        // Longer than two of the seconds for which clocks are compared, so that a drift can be told.
        plans.rate = 200.0;
        plans.durationMs = 2_500;
        var script = new StampScript();
        script.shiftNanos = -3_600_000_000_000L;
        try (var server = new ScriptedServer(script)) {
            LoadReport report = report(plans.run(server), "p50<60s");
            JsonObject json = throughText(JsonReport.of(report));
            assertThat(problems(json)).isNull();
            JsonObject hops = json.getJsonObject("hops");
            assertThat(hops.getLong("messages"))
                    .isEqualTo(json.getJsonObject("latency").getLong("samples"));
            JsonObject clock = hops.getJsonArray("clocks").getJsonObject(0);
            assertThat(clock.getString("basis")).isEqualTo("exchanges");
            assertThat(clock.getJsonObject("drift").getDouble("seconds")).isPositive();
            assertThat(Math.abs(clock.getLong("offsetNanos") - script.shiftNanos))
                    .isLessThanOrEqualTo(clock.getLong("boundNanos") + 1_000);
            assertThat(TextReport.lines(report))
                    .anyMatch(line ->
                            line.startsWith("clock        scripted: ") && line.contains(" behind ours, right to "))
                    .anyMatch(line -> line.startsWith("split        network there and back are right to "));
            assertThat(HtmlReport.of(report)).contains("<h2>Hop by hop</h2>", "scripted: ");
        }
    }

    @Test
    void theJsonTellsWhereAndHowTheRunWasMade() throws InterruptedException {
        JsonObject environment =
                JsonReport.of(report(plans.runNowhere(), "p50<60s")).getJsonObject("environment");
        assertThat(environment.getString("command"))
                .isEqualTo("echobus bench tcp://127.0.0.1:9999 --require 'p99<5ms'");
        assertThat(environment.getJsonArray("arguments").getString(3)).isEqualTo("p99<5ms");
        assertThat(environment.getString("host")).isNotBlank();
        assertThat(environment.getString("java"))
                .startsWith(Runtime.version().toString())
                .contains("VM");
        assertThat(environment.getString("system")).contains(System.getProperty("os.arch"));
        assertThat(environment.getInteger("processors"))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void aFieldThatTheSchemaDoesNotKnowIsRefused() throws IOException, InterruptedException {
        JsonObject json = throughText(JsonReport.of(report(plans.runNowhere(), "p50<60s")));
        assertThat(problems(json)).isNull();
        json.getJsonObject("plan").put("colour", "red");
        assertThat(problems(json)).isNotNull();
    }

    @Test
    void theHistogramInTheJsonHoldsEverySample() throws IOException, InterruptedException, DataFormatException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = plans.run(server);
            String encoded = JsonReport.of(report(result, "p50<60s"))
                    .getJsonObject("latency")
                    .getString("hdrHistogram");
            var buffer = ByteBuffer.wrap(Base64.getDecoder().decode(encoded));
            assertThat(Histogram.decodeFromCompressedByteBuffer(buffer, 0)).isEqualTo(result.latency());
        }
    }

    @Test
    void theTextTellsFaultsThresholdsAndWarnings() throws IOException, InterruptedException {
        try (var server = new ScriptedServer((in, out) -> out.write(new byte[in.readNBytes(64).length]))) {
            List<String> lines = TextReport.lines(report(plans.run(server), "p99<1ns,max<60s"));
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("corruption   "))
                    .anyMatch(line -> line.startsWith("  corruption: connection 1, message 1, byte 0: expected 0x"))
                    .anyMatch(line -> line.startsWith("MISSED       p99<1ns: missed, "))
                    .anyMatch(line -> line.startsWith("warning      "))
                    .noneMatch(line -> line.startsWith("verified"));
        }
    }

    @Test
    void whatTheServersNodesSayIsToldAsTheyDo() throws InterruptedException {
        LoadReport report = report(plans.runNowhere(), "p50<60s");
        assertThat(TextReport.lines(report))
                .contains("node         one: transport epoll, listeners [\"tcp://127.0.0.1:9999\"]");
        assertThat(JsonReport.of(report).getJsonArray("nodes")).isEqualTo(new JsonArray(NODES));
    }

    @Test
    void thePageNeedsNothingFromElsewhere() throws IOException, InterruptedException {
        plans.rate = 1_000.0;
        plans.framing = new Framing(FramingKind.LINE, 4, "<b>&");
        plans.inFlightMax = 1;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            String page = HtmlReport.of(report(plans.run(server), "p50<60s"));
            assertThat(page)
                    .doesNotContain("<script", "src=", "href=", "@import", "url(", "<b>&", "NaN", "Infinity")
                    .contains("&lt;b&gt;&amp;", "</html>");
            assertThat(page.split("<svg", -1)).hasSize(7);
        }
    }

    @Test
    void aPageOfARunWithoutASampleIsStillAPage() throws InterruptedException {
        assertThat(HtmlReport.of(report(plans.runNowhere(), "p50<60s")))
                .contains("</html>")
                .doesNotContain("NaN", "Infinity");
    }

    @Test
    void theTableIsHdrHistograms() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadReport report = report(plans.run(server), "p50<60s");
            var bytes = new ByteArrayOutputStream();
            HgrmReport.write(report, new PrintStream(bytes, true, StandardCharsets.UTF_8));
            String table = bytes.toString(StandardCharsets.UTF_8);
            assertThat(table)
                    .startsWith("#[Unit = microseconds, from the actual send of each message]\n")
                    .contains("Percentile", "#[Max", "Total count")
                    .contains(String.valueOf(report.result().latency().getTotalCount()));
            var max = Pattern.compile("#\\[Max +=  *([0-9.]+)").matcher(table);
            assertThat(max.find()).isTrue();
            assertThat(Double.parseDouble(max.group(1)))
                    .isCloseTo(report.result().latency().getMaxValue() / 1e3, withinPercentage(1));
        }
    }

    @Test
    void twoReportsAreComparedWithTheirRatios() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            JsonObject first = throughText(JsonReport.of(report(plans.run(server), "p50<60s")));
            plans.connections = 1;
            JsonObject second = throughText(JsonReport.of(report(plans.run(server), "p50<60s")));
            double ratio = second.getJsonObject("result").getDouble("echoedPerSecond")
                    / first.getJsonObject("result").getDouble("echoedPerSecond");
            assertThat(Comparison.lines(first, second))
                    .anyMatch(line -> line.startsWith("echoed/s") && line.endsWith(" %.3f".formatted(ratio)))
                    .contains("not alike: connections 2 and 1")
                    .noneMatch(line -> line.contains("not alike: sizes"));
            assertThat(Comparison.lines(first, first))
                    .anyMatch(line -> line.startsWith("  99.99 %") && line.endsWith(" 1.000"));
        }
    }

    @Test
    void everyPartOfThePlanThatDiffersIsNamed() throws InterruptedException {
        JsonObject first = throughText(JsonReport.of(report(plans.runNowhere(), "p50<60s")));
        for (String part : first.getJsonObject("plan").fieldNames()) {
            JsonObject second = first.copy();
            second.getJsonObject("plan").put(part, "other");
            assertThat(Comparison.lines(first, second))
                    .filteredOn(line -> line.startsWith("not alike"))
                    .singleElement()
                    .asString()
                    .startsWith("not alike: " + part + " ")
                    .endsWith(" and other");
        }
    }

    @Test
    void whatIsNoReportIsNotCompared() {
        assertThatThrownBy(() -> Comparison.read("hello")).hasMessageContaining("no JSON");
        assertThatThrownBy(() -> Comparison.read("{\"format\": \"echobus-bench\", \"formatVersion\": 1}"))
                .hasMessageContaining("found format echobus-bench 1");
    }

    private static LoadReport report(LoadResult result, String thresholds) {
        var verdicts = Threshold.parse(thresholds).stream()
                .map(threshold -> threshold.check(result))
                .toList();
        return new LoadReport(
                result,
                verdicts,
                null,
                NODES,
                Environment.of("test", List.of("bench", "tcp://127.0.0.1:9999", "--require", "p99<5ms")));
    }

    /** What a reader gets: the types that JSON knows. */
    private static JsonObject throughText(JsonObject json) {
        return new JsonObject(json.encodePrettily());
    }

    /** The errors found, or null. */
    private static List<?> problems(JsonObject json) throws IOException {
        var schema = new JsonObject(Files.readString(Path.of("docs/bench-report.schema.json")));
        var options = new JsonSchemaOptions()
                .setBaseUri("https://echobus.invalid")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        OutputUnit result = Validator.create(JsonSchema.of(schema), options).validate(json);
        return result.getValid() ? null : result.getErrors();
    }
}
