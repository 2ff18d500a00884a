package dev.echobus.load.report;

import dev.echobus.load.check.Fault;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.result.Contention;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.Threshold;
import dev.echobus.load.result.TimelinePoint;
import dev.echobus.load.search.RateAnswer;
import dev.echobus.load.search.RateStep;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** The report as JSON, of the shape that docs/bench-report.schema.json tells. */
public final class JsonReport {

    static final String FORMAT = "echobus-bench";

    /** Grows with every change that a reader of the last version would trip over. */
    static final int FORMAT_VERSION = 2;

    private JsonReport() {}

    /** The report as docs/bench-report.schema.json describes it: nanoseconds, bytes, messages a second. */
    public static JsonObject of(LoadReport report) {
        LoadResult result = report.result();
        boolean isOpen = result.plan().pace().isOpenLoop();
        return new JsonObject()
                .put("format", FORMAT)
                .put("formatVersion", FORMAT_VERSION)
                .put("echobusVersion", report.environment().version())
                .put("startedAt", result.startedAt().toString())
                .put("interrupted", result.wasInterrupted())
                .put("environment", environment(report.environment()))
                .put("plan", plan(result.plan()))
                .put("nodes", new JsonArray(report.nodes()))
                .put("result", totals(result))
                .put("latency", latency(result.latency()))
                .put("latencyUncorrected", isOpen ? latency(result.uncorrected()) : null)
                .put("hops", HopJson.of(result.hops()))
                .put("connections", connections(result.connections()))
                .put("faults", faults(result))
                .put("generator", generator(result))
                .put(
                        "thresholds",
                        new JsonArray(report.verdicts().stream()
                                .map(JsonReport::verdict)
                                .toList()))
                .put(
                        "rateSearch",
                        new JsonArray(
                                report.steps().stream().map(JsonReport::step).toList()))
                .put(
                        "rateAnswer",
                        report.search() == null ? null : answer(report.search().answer()))
                .put("warnings", new JsonArray(result.warnings()))
                .put(
                        "timeline",
                        new JsonArray(result.timeline().stream()
                                .map(point -> point(point, result.generator().contention()))
                                .toList()));
    }

    private static JsonObject plan(BenchPlan plan) {
        var sizes = plan.sizes().all().stream()
                .map(size -> new JsonObject().put("bytes", size.bytes()).put("weight", size.weight()))
                .toList();
        var json = new JsonObject()
                .put("target", plan.target().toString())
                .put("loop", plan.pace().isOpenLoop() ? "open" : "closed")
                .put("ratePerSecond", plan.pace().ratePerSecond())
                .put("arrival", label(plan.pace().arrival()))
                .put("connections", plan.connections())
                .put("inFlightMax", plan.inFlightMax())
                .put("sizes", new JsonArray(sizes))
                .put("framing", label(plan.framing().kind()))
                .put("lengthFieldBytes", plan.framing().lengthFieldBytes())
                .put("prefix", plan.framing().prefix())
                .put("connectRatePerSecond", plan.pace().connectRatePerSecond())
                .put("lifetimeMs", millis(plan.pace().lifetimeNanos()))
                .put("warmUpMs", millis(plan.timing().warmUpNanos()))
                .put("durationMs", millis(plan.timing().measuredNanos()))
                .put("connectTimeoutMs", millis(plan.timing().connectTimeoutNanos()))
                .put("drainMs", millis(plan.timing().drainNanos()))
                .put("eventLoops", plan.loops())
                .put("transport", label(plan.transport()))
                .put("seed", plan.seed());
        // Only where it is so: reports from before are alike where nothing is stamped.
        return plan.framing().isStamped() ? json.put("stamped", true) : json;
    }

    private static JsonObject totals(LoadResult result) {
        var totals = result.totals();
        return new JsonObject()
                .put("seconds", totals.seconds())
                .put("messagesIntended", totals.messagesIntended())
                .put("messagesSent", totals.messagesSent())
                .put("messagesEchoed", totals.messagesEchoed())
                .put("unanswered", totals.unanswered())
                .put("unansweredCutShort", totals.cutShort())
                .put("unansweredInWarmUp", totals.unansweredInWarmUp())
                .put("withoutEcho", result.isWithoutEcho())
                .put("sentPerSecond", result.sentPerSecond())
                .put("echoedPerSecond", result.achievedPerSecond())
                .put("bytesSent", totals.bytesSent())
                .put("bytesReceived", totals.bytesReceived())
                .put("lateSends", totals.lateSends())
                .put("heldSends", totals.heldSends())
                .put("drainedMs", millis(totals.drainNanos()));
    }

    static JsonObject latency(Histogram histogram) {
        var percentiles = LoadReport.PERCENTILES.stream()
                .map(percentile -> new JsonObject()
                        .put("percentile", percentile)
                        .put("nanos", histogram.getValueAtPercentile(percentile)))
                .toList();
        boolean isEmpty = histogram.getTotalCount() == 0;
        return new JsonObject()
                .put("samples", histogram.getTotalCount())
                .put("minNanos", isEmpty ? 0 : histogram.getMinValue())
                .put("meanNanos", isEmpty ? 0.0 : histogram.getMean())
                .put("standardDeviationNanos", isEmpty ? 0.0 : histogram.getStdDeviation())
                .put("percentiles", new JsonArray(percentiles))
                .put("maxNanos", histogram.getMaxValue())
                .put("hdrHistogram", encoded(histogram));
    }

    /** HdrHistogram's own compressed form, so that the samples of several runs can be added up. */
    private static String encoded(Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    private static JsonObject connections(LoadResult.Connections connections) {
        Histogram times = connections.connectTimes();
        List<Long> messages = connections.messages();
        int count = messages.size();
        var fairness = connections.fairness();
        return new JsonObject()
                .put("opened", connections.opened())
                .put("failed", connections.failed())
                .put("lost", connections.lost())
                .put("turnedAway", connections.turnedAway())
                .put("replaced", connections.replaced())
                .put("firstFailure", connections.firstFailure())
                .put("connectP50Nanos", times.getValueAtPercentile(50))
                .put("connectP99Nanos", times.getValueAtPercentile(99))
                .put("connectMaxNanos", times.getMaxValue())
                .put("fairness", fairness.isPresent() ? (Double) fairness.getAsDouble() : null)
                .put("messagesMin", count == 0 ? 0L : messages.get(0))
                .put("messagesMedian", count == 0 ? 0L : messages.get(count / 2))
                .put("messagesMax", count == 0 ? 0L : messages.get(count - 1));
    }

    private static JsonObject faults(LoadResult result) {
        var faults = new JsonObject();
        result.faults()
                .forEach((kind, count) -> faults.put(
                        kind.label(),
                        new JsonObject().put("occurrences", count.occurrences()).put("bytes", count.bytes())));
        return faults.put(
                "first",
                new JsonArray(
                        result.firstFaults().stream().map(JsonReport::fault).toList()));
    }

    private static JsonObject fault(Fault fault) {
        return new JsonObject()
                .put("kind", fault.kind().label())
                .put("connection", fault.connection())
                .put("message", fault.message())
                .put("byteInMessage", fault.byteInMessage())
                .put("bytes", fault.bytes())
                .put("detail", fault.detail());
    }

    private static JsonObject generator(LoadResult result) {
        Contention contention = result.generator().contention();
        double seconds = result.totals().seconds();
        return new JsonObject()
                .put("loopBusy", new JsonArray(result.generator().loopBusy()))
                .put("collectionMs", millis(result.generator().collectionNanos()))
                .put("waitShare", contention.waitShare(0, seconds))
                .put("otherThreadsShare", contention.otherThreadsShare(0, seconds))
                .put("stolenShare", contention.stolenShare(0, seconds))
                .put("throttledShare", contention.throttledShare(0, seconds))
                .put("longestPauseMs", millis(contention.longestPauseNanos(0, seconds)))
                .put("figures", label(result.attribution().source()))
                .put("why", result.attribution().why())
                .put("wasBottleneck", result.isLoopBusy() || result.isOftenLate());
    }

    private static JsonObject environment(Environment environment) {
        return new JsonObject()
                .put("host", environment.host())
                .put("system", environment.system())
                .put("processors", environment.processors())
                .put("java", environment.java())
                .put("command", environment.commandLine())
                .put("arguments", new JsonArray(environment.arguments()));
    }

    private static JsonObject verdict(Threshold.Verdict verdict) {
        return new JsonObject()
                .put("threshold", verdict.threshold().text())
                .put("found", verdict.found())
                .put("met", verdict.isMet());
    }

    private static JsonObject step(RateStep step) {
        return verdict(step.verdict())
                .put("ratePerSecond", step.ratePerSecond())
                .put("echoedPerSecond", step.achievedPerSecond())
                .put("met", step.isMet())
                .put("judgement", label(step.judgement()))
                .put("why", step.why());
    }

    private static JsonObject answer(RateAnswer answer) {
        return new JsonObject()
                .put("metPerSecond", answer.metPerSecond())
                .put("limitPerSecond", answer.limitPerSecond())
                .put("limit", label(answer.limit()))
                .put("confirmed", answer.isConfirmed())
                .put("text", answer.toString());
    }

    private static JsonObject point(TimelinePoint point, Contention contention) {
        return new JsonObject()
                .put("atSeconds", point.atSeconds())
                .put("phase", point.phase().label())
                .put("seconds", point.seconds())
                .put("requestedPerSecond", point.requestedPerSecond())
                .put("messagesSent", point.messagesSent())
                .put("messagesEchoed", point.messagesEchoed())
                .put("unanswered", point.unanswered())
                .put("bytesReceived", point.bytesReceived())
                .put("lateSends", point.lateSends())
                .put("heldSends", point.heldSends())
                .put("faults", point.faults())
                .put("generatorWaitShare", contention.waitShare(point.atSeconds() - point.seconds(), point.atSeconds()))
                .put("samples", point.latency().samples())
                .put("p50Nanos", point.latency().p50Nanos())
                .put("p99Nanos", point.latency().p99Nanos())
                .put("maxNanos", point.latency().maxNanos());
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
