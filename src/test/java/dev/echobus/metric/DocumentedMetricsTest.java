package dev.echobus.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.tidy.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/METRICS.md has a row for every metric, made from the list of them. */
class DocumentedMetricsTest {

    private static final Path DOCUMENT = Path.of("docs", "METRICS.md");
    private static final String BEGIN = "<!-- metrics:begin -->\n";
    private static final String END = "<!-- metrics:end -->";

    @Test
    void theTableIsThatOfTheEnum() throws IOException {
        var text = Files.readString(DOCUMENT);
        assertThat(text).containsOnlyOnce(BEGIN).containsOnlyOnce(END);
        var before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        var after = text.substring(text.indexOf(END));

        GeneratedFile.assertHolds(DOCUMENT, before + table() + after);
    }

    private static String table() {
        return Arrays.stream(Metric.values())
                .map(metric -> "| `%s` | `%s` | %s | %s | %s | %s |\n"
                        .formatted(
                                metric.jsonName(),
                                metric.prometheusName(),
                                metric.type(),
                                metric.unit(),
                                labels(metric),
                                metric.help()))
                .collect(Collectors.joining(
                        "",
                        "| Name | For Prometheus | Type | Unit | Labels | What it counts |\n|---|---|---|---|---|---|\n",
                        ""));
    }

    private static String labels(Metric metric) {
        return metric.labels().stream().map(String::valueOf).collect(Collectors.joining(", "));
    }
}
