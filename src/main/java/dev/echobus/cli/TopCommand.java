package dev.echobus.cli;

import dev.echobus.cli.screen.FullScreen;
import dev.echobus.cli.screen.Palette;
import dev.echobus.cli.top.Page;
import dev.echobus.cli.top.View;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows nodes, loops and connections as they are, on a terminal in place and by keys, else as tables. */
@Command(
        name = "top",
        description = "Show nodes, event loops and connections as they are, on a terminal in place.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Keys: tab or 1 2 3 for nodes, loops, connections; s or a column's letter for the order, r for the other way"
                    + " round; / for a filter; arrows and pages to scroll; ? for all of them; q to quit.",
        })
final class TopCommand implements Callable<Integer> {

    private static final Duration INTERVAL_MIN = Duration.ofMillis(200);
    private static final Duration INTERVAL_MAX = Duration.ofMinutes(1);

    private final Streams streams;

    @Mixin
    private BusAccess access = new BusAccess();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "1s",
            description = "How often to look, 200ms to 1m. Default: ${DEFAULT-VALUE}.")
    private Duration interval = Duration.ZERO;

    @Option(
            names = "--page",
            paramLabel = "nodes|loops|connections",
            defaultValue = "nodes",
            description = "What to begin with. Default: ${DEFAULT-VALUE}.")
    private Page page = Page.NODES;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description = "The column to put it in order by, as it is headed, such as p99.")
    private @Nullable String sort;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            defaultValue = "",
            description = "Only what has this in one of its texts.")
    private String filter = "";

    @Option(names = "--once", description = "Print one table, of what happens within one interval, and end.")
    private boolean isOnce;

    TopCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (interval.compareTo(INTERVAL_MIN) < 0 || interval.compareTo(INTERVAL_MAX) > 0) {
            streams.complain("--interval: expected 200ms to 1m");
            return ExitCode.USAGE;
        }
        View view = View.of(page).filter(filter);
        if (sort != null) {
            int column = page.indexOf(sort);
            if (column < 0) {
                streams.complain("--sort: expected one of " + String.join(", ", page.titles()));
                return ExitCode.USAGE;
            }
            view = view.orderedBy(column);
        }
        boolean isDrawn = !isOnce
                && StandardStream.OUTPUT.isTerminal()
                && StandardStream.INPUT.isTerminal()
                && Terminal.isDrawable(System.getenv());
        return isDrawn ? draw(view) : print(view);
    }

    private int draw(View view) throws InterruptedException {
        var terminal = new TopTerminal(view);
        StopSignals.onEach(terminal::end);
        try (var poll = new TopPoll(access, interval, view, terminal)) {
            poll.start(streams);
            int exitCode = terminal.awaitFirst();
            if (exitCode != ExitCode.OK) {
                return exitCode;
            }
            try (var screen = FullScreen.open(terminal)) {
                return terminal.run(screen, Palette.of(System.getenv()), poll::wants);
            }
        } catch (IOException refused) {
            streams.complain("no terminal can be had (" + refused.getMessage() + "): printing tables instead");
            return print(view);
        }
    }

    private int print(View view) throws InterruptedException {
        var tables = new TopTables(streams, view);
        StopSignals.onEach(tables::end);
        try (var poll = new TopPoll(access, interval, view, tables)) {
            poll.start(streams);
            return tables.run(isOnce);
        }
    }
}
