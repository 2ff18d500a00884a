package dev.echobus.cli;

import dev.echobus.load.HgrmReport;
import dev.echobus.load.HtmlReport;
import dev.echobus.load.JsonReport;
import dev.echobus.load.LoadReport;
import dev.echobus.load.TextReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the report of {@code bench} goes: text on standard output, and files in other forms. */
final class BenchOutputs {

    private static final String STANDARD_OUTPUT = "-";

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the report as JSON; - is standard output, in place of the text.")
    private @Nullable String json;

    @Option(names = "--hgrm", paramLabel = "FILE", description = "Write the latencies as HdrHistogram's table.")
    private @Nullable String hgrm;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as one HTML file with charts.")
    private @Nullable String html;

    /** Says of each file that could not be written, before anything is measured for it. */
    void addProblems(List<String> problems) {
        addProblem("--json", STANDARD_OUTPUT.equals(json) ? null : json, problems);
        addProblem("--hgrm", hgrm, problems);
        addProblem("--html", html, problems);
    }

    private static void addProblem(String name, @Nullable String file, List<String> problems) {
        if (file == null) {
            return;
        }
        Path folder = Path.of(file).toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            problems.add(name + ": no such directory: " + Path.of(file).getParent());
        } else if (Files.isDirectory(Path.of(file))) {
            problems.add(name + ": expected a file, found a directory: " + file);
        }
    }

    void write(LoadReport report, Streams streams) throws IOException {
        if (STANDARD_OUTPUT.equals(json)) {
            streams.out().println(JsonReport.of(report).encodePrettily());
        } else {
            TextReport.lines(report).forEach(streams.out()::println);
            if (json != null) {
                Files.writeString(Path.of(json), JsonReport.of(report).encodePrettily() + "\n");
            }
        }
        if (html != null) {
            Files.writeString(Path.of(html), HtmlReport.of(report));
        }
        if (hgrm != null) {
            try (var out = new PrintStream(Files.newOutputStream(Path.of(hgrm)), false, StandardCharsets.UTF_8)) {
                HgrmReport.write(report, out);
            }
        }
    }
}
