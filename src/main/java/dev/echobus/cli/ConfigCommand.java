package dev.echobus.cli;

import dev.echobus.config.loading.EffectiveSetting;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints every setting's value and where it came from. */
@Command(
        name = "config",
        description = "Print every setting, its value in force and where that came from; secrets masked.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private ServeOptions options = new ServeOptions();

    ConfigCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        var loaded = ConfigOptions.load(options.sources(), streams);
        if (loaded.isEmpty()) {
            return ExitCode.USAGE;
        }
        List<EffectiveSetting> table = loaded.get().table();
        int pathWidth =
                table.stream().mapToInt(row -> row.path().length()).max().orElse(0);
        int valueWidth =
                table.stream().mapToInt(row -> row.value().length()).max().orElse(0);
        String format = "%-" + pathWidth + "s  %-" + Math.max(1, Math.min(valueWidth, 40)) + "s  %s%n";
        for (EffectiveSetting row : table) {
            streams.out().printf(format, row.path(), row.value(), row.source());
        }
        return ExitCode.OK;
    }
}
