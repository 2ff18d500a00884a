package dev.echobus.admin;

import dev.echobus.metric.Amount;
import dev.echobus.metric.Label;
import dev.echobus.metric.Metric;
import dev.echobus.metric.NodeSnapshot;
import dev.echobus.metric.Series;
import dev.echobus.metric.Times;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's numbers as Prometheus reads them, every {@link Metric} by its name. Any thread; as many lines as metrics have
 * sources, which settings and codes bound.
 */
public final class PrometheusText {

    private static final ExpositionFormatWriter TEXT = PrometheusTextFormatWriter.create();
    private static final ExpositionFormatWriter OPEN_METRICS = OpenMetricsTextFormatWriter.create();

    private static final String TOTAL = "_total";
    private static final String INFO = "_info";

    private final ExpositionFormatWriter writer;

    private PrometheusText(ExpositionFormatWriter writer) {
        this.writer = writer;
    }

    /** The format that a scraper asks for by its header {@code Accept}: OpenMetrics, or the older text. */
    public static PrometheusText of(@Nullable String accept) {
        return new PrometheusText(accept != null && OPEN_METRICS.accepts(accept) ? OPEN_METRICS : TEXT);
    }

    /** What an answer with it is. */
    public String contentType() {
        return writer.getContentType();
    }

    /** All numbers of a moment, in UTF-8. */
    public byte[] bytes(NodeSnapshot numbers) {
        var bytes = new ByteArrayOutputStream();
        try {
            writer.write(bytes, metrics(numbers), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException impossible) {
            throw new UncheckedIOException("in memory", impossible);
        }
        return bytes.toByteArray();
    }

    private static MetricSnapshots metrics(NodeSnapshot numbers) {
        return new MetricSnapshots(Arrays.stream(Metric.values())
                .map(metric -> metricOf(metric, metric.series(numbers)))
                .toList());
    }

    private static MetricSnapshot metricOf(Metric metric, List<Series> series) {
        return switch (metric.type()) {
            case GAUGE -> gauge(metric, series);
            case COUNTER -> counter(metric, series);
            case HISTOGRAM -> histogram(metric, series);
            case INFO -> info(metric, series);
        };
    }

    private static MetricSnapshot gauge(Metric metric, List<Series> series) {
        var gauge = GaugeSnapshot.builder().name(metric.prometheusName()).help(help(metric));
        series.forEach(each -> gauge.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(labels(metric, each))
                .value(((Amount) each.reading()).value())
                .build()));
        return gauge.build();
    }

    /** The model knows counters without the end of their names, which the writer adds. */
    private static MetricSnapshot counter(Metric metric, List<Series> series) {
        var counter = CounterSnapshot.builder().name(without(TOTAL, metric)).help(help(metric));
        series.forEach(each -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(metric, each))
                .value(((Amount) each.reading()).value())
                .build()));
        return counter.build();
    }

    private static MetricSnapshot histogram(Metric metric, List<Series> series) {
        var histogram =
                HistogramSnapshot.builder().name(metric.prometheusName()).help(help(metric));
        for (Series each : series) {
            Times times = (Times) each.reading();
            histogram.dataPoint(HistogramDataPointSnapshot.builder()
                    .labels(labels(metric, each))
                    .classicHistogramBuckets(buckets(times))
                    .sum(times.seconds())
                    .build());
        }
        return histogram.build();
    }

    private static ClassicHistogramBuckets buckets(Times times) {
        var buckets = ClassicHistogramBuckets.builder();
        int rest = Times.BOUNDS_NANOS.size();
        for (int bucket = 0; bucket < rest; bucket++) {
            buckets.bucket(
                    Times.secondsOf(Times.BOUNDS_NANOS.get(bucket)),
                    times.counts().get(bucket));
        }
        return buckets.bucket(Double.POSITIVE_INFINITY, times.counts().get(rest))
                .build();
    }

    private static MetricSnapshot info(Metric metric, List<Series> series) {
        var info = InfoSnapshot.builder().name(without(INFO, metric)).help(help(metric));
        series.forEach(each -> info.dataPoint(
                InfoDataPointSnapshot.builder().labels(labels(metric, each)).build()));
        return info.build();
    }

    private static String without(String end, Metric metric) {
        String name = metric.prometheusName();
        return name.substring(0, name.length() - end.length());
    }

    /** What Markdown marks as a name is one without its marks too. */
    private static String help(Metric metric) {
        return metric.help().replace("`", "");
    }

    private static Labels labels(Metric metric, Series series) {
        var names = metric.labels().stream().map(Label::toString).toList();
        var values = metric.labels().stream()
                .map(label -> String.valueOf(series.labels().get(label)))
                .toList();
        return Labels.of(names, values);
    }
}
