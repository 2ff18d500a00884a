package dev.echobus.cli;

import dev.echobus.bus.tap.TapReport;
import dev.echobus.cli.TrafficTable.Order;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the busiest addresses of the bus, on a terminal in place. */
@Command(
        name = "top",
        description = "Show the busiest addresses of the bus of all nodes, on a terminal in place, until interrupted.",
        mixinStandardHelpOptions = true,
        footer = {"", "Try it:  echobus bus top --sort failed"})
final class BusTopCommand extends BusTraffic {

    /** To the screen's first place, and nothing left below. */
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";

    private static final List<String> ALL = List.of("**");

    private final boolean isTerminal = StandardStream.OUTPUT.isTerminal() && Terminal.isDrawable(System.getenv());

    @Option(
            names = "--sort",
            paramLabel = "BY",
            defaultValue = "rate",
            description = "Which come first: rate|sent|taken|p99|failed. Default: ${DEFAULT-VALUE}.")
    private Order order = Order.RATE;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many addresses. Default: ${DEFAULT-VALUE}.")
    private int limit;

    /** Asked for once; 0 before. */
    private int columns;

    BusTopCommand(Streams streams) {
        super(streams);
    }

    @Override
    List<String> patterns() {
        return ALL;
    }

    @Override
    void show(TapReport report) {
        if (isTerminal) {
            streams.out().print(HOME_AND_CLEAR);
        }
        if (columns == 0) {
            columns = isTerminal ? Terminal.columns() : Integer.MAX_VALUE;
        }
        TrafficTable.lines(report, order, limit).forEach(line -> streams.out().println(Terminal.fit(line, columns)));
        if (!isTerminal) {
            streams.out().println();
        }
        streams.out().flush();
    }
}
