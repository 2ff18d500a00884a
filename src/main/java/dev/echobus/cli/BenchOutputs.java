package dev.echobus.cli;

import dev.echobus.cli.screen.Palette;
import dev.echobus.load.report.HgrmReport;
import dev.echobus.load.report.HtmlReport;
import dev.echobus.load.report.JsonReport;
import dev.echobus.load.report.LoadReport;
import dev.echobus.load.report.TextReport;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code bench} shows: a terminal while it goes on, then text on standard output, and files in other forms. */
final class BenchOutputs {

    private static final Path STANDARD_OUTPUT = Path.of("-");

    @Option(
            names = "--json",
            paramLabel = "FILE|-",
            description = "Write the report as JSON; - is standard output, in place of the text.")
    private @Nullable Path json;

    @Option(names = "--hgrm", paramLabel = "FILE", description = "Write the latencies as HdrHistogram's table.")
    private @Nullable Path hgrm;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the report as one HTML file with charts.")
    private @Nullable Path html;

    @Option(names = "--no-live", description = "Show nothing on the terminal while the run goes on.")
    private boolean isQuiet;

    /** The terminal's, once it was asked for. */
    private Terminal.@Nullable Width width;

    /** What shows a run on the terminal of standard error while it goes on; empty where there is none, or it is not wanted. */
    Optional<BenchLive> live(BenchView view) {
        if (isQuiet
                || STANDARD_OUTPUT.equals(json)
                || !StandardStream.ERROR.isTerminal()
                || !Terminal.isDrawable(System.getenv())) {
            return Optional.empty();
        }
        Terminal.Width followed = width == null ? Terminal.Width.followed() : width;
        width = followed;
        // As results are, whatever the locale says: bars and units have no other form.
        var terminal = new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
        var live = new BenchLive(terminal, followed, Palette.of(System.getenv()), view);
        live.start();
        return Optional.of(live);
    }

    /** Says of each file that could not be written, before anything is measured for it. */
    void addProblems(List<String> problems) {
        addProblem("--json", STANDARD_OUTPUT.equals(json) ? null : json, problems);
        addProblem("--hgrm", hgrm, problems);
        addProblem("--html", html, problems);
    }

    private static void addProblem(String name, @Nullable Path file, List<String> problems) {
        if (file == null) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            problems.add(name + ": no such directory: " + file.getParent());
        } else if (Files.isDirectory(file)) {
            problems.add(name + ": expected a file, found a directory: " + file);
        }
    }

    /** Writes all that was asked for; tells what could not be written, and goes on with the rest. */
    void write(LoadReport report, Streams streams) {
        if (STANDARD_OUTPUT.equals(json)) {
            streams.out().println(JsonReport.of(report).encodePrettily());
        } else {
            TextReport.lines(report).forEach(streams.out()::println);
            write("--json", json, streams, () -> JsonReport.of(report).encodePrettily() + "\n");
        }
        write("--html", html, streams, () -> HtmlReport.of(report));
        write("--hgrm", hgrm, streams, () -> table(report));
    }

    private static void write(String flag, @Nullable Path file, Streams streams, Supplier<String> content) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, content.get());
        } catch (IOException failure) {
            streams.complainOfLoss(file + " (" + flag + ")", failure);
        }
    }

    private static String table(LoadReport report) {
        var bytes = new ByteArrayOutputStream();
        HgrmReport.write(report, new PrintStream(bytes, false, StandardCharsets.UTF_8));
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
