package dev.echobus.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What deploy/ asks Prometheus for is there, and each alert has its test and its page for whoever it wakes. */
class DeployedMetricsTest {

    private static final Path ALERTS = Path.of("deploy", "prometheus", "alerts.yaml");
    private static final Path DASHBOARD = Path.of("deploy", "grafana", "echobus.json");
    private static final Path ALERT_TESTS = Path.of("src", "test", "prometheus", "alerts-test.yaml");
    private static final Path OPERATIONS = Path.of("docs", "OPERATIONS.md");

    private static final Pattern METRIC = Pattern.compile("\\b(?:echobus|jvm|process)_[a-z_]+\\b");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    /** Questions to Prometheus; titles and anchors are not looked at. */
    private static final Pattern QUESTION = Pattern.compile("(?m)^ +expr: (?:>-\\n( {10}.*\\n)+|.*)|\"expr\": \".*\"");

    @Test
    void everyMetricThatIsAskedForIsOne() throws IOException {
        for (Path file : List.of(ALERTS, DASHBOARD)) {
            Set<String> asked = found(METRIC, String.join("\n", found(QUESTION, Files.readString(file))));
            assertThat(asked).as(file.toString()).hasSizeGreaterThan(10).isSubsetOf(names());
        }
    }

    @Test
    void everyAlertHasItsTestAndItsPartOfTheRunBook() throws IOException {
        String tests = Files.readString(ALERT_TESTS);
        String runBook = Files.readString(OPERATIONS);
        String rules = Files.readString(ALERTS);
        Matcher alert = ALERT.matcher(rules);
        int alerts = 0;
        while (alert.find()) {
            alerts++;
            assertThat(rules)
                    .contains("runbook: docs/OPERATIONS.md#" + alert.group(1).toLowerCase(Locale.ROOT) + "\n");
            assertThat(tests).contains("alertname: " + alert.group(1) + "\n");
            assertThat(runBook).contains("\n### " + alert.group(1) + "\n");
        }
        assertThat(found(Pattern.compile("(?m)^### Echobus\\w+"), runBook)).hasSize(alerts);
    }

    private static Set<String> names() {
        return Arrays.stream(Metric.values())
                .flatMap(metric -> metric.type() == MetricType.HISTOGRAM
                        ? List.of("_bucket", "_count", "_sum").stream().map(part -> metric.prometheusName() + part)
                        : List.of(metric.prometheusName()).stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> found(Pattern pattern, String text) {
        var all = new TreeSet<String>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            all.add(matcher.group());
        }
        return all;
    }
}
