package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.load.report.Comparison;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows two reports of {@code bench --json} side by side. */
@Command(
        name = "compare",
        description = "Show two reports made by bench --json side by side, with ratios.",
        mixinStandardHelpOptions = true)
final class BenchCompareCommand implements Callable<Integer> {

    private final Streams streams;

    @Parameters(index = "0", paramLabel = "A.json", description = "The report that the other is held against.")
    private Path first = Path.of("");

    @Parameters(index = "1", paramLabel = "B.json", description = "The other report.")
    private Path second = Path.of("");

    BenchCompareCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() {
        Optional<JsonObject> one = read(first);
        Optional<JsonObject> other = read(second);
        if (one.isEmpty() || other.isEmpty()) {
            return ExitCode.USAGE;
        }
        Comparison.lines(one.get(), other.get()).forEach(streams.out()::println);
        return ExitCode.OK;
    }

    private Optional<JsonObject> read(Path file) {
        try {
            return Optional.of(Comparison.read(Files.readString(file)));
        } catch (NoSuchFileException missing) {
            streams.complain(file + ": no such file");
        } catch (IOException unreadable) {
            streams.complain(file + ": " + Causes.describe(unreadable));
        } catch (IllegalArgumentException noReport) {
            streams.complain(file + ": " + noReport.getMessage());
        }
        return Optional.empty();
    }
}
