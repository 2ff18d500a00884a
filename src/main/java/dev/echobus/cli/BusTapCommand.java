package dev.echobus.cli;

import dev.echobus.bus.tap.TapReport;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what passes at addresses of the bus, again and again. */
@Command(
        name = "tap",
        description =
                "Print what passes over the bus of all nodes at the addresses that fit: rates, latencies, failures"
                        + " by their codes. Bodies are not shown. Until interrupted.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "sent and trip are of what nodes sent, their clients and gateways among them; taken and answer of what nodes'"
                    + " consumers were handed, whoever sent it.",
            "Try it:  echobus bus tap 'echobus.**'"
        })
final class BusTapCommand extends BusTraffic {

    @Parameters(
            arity = "1..16",
            paramLabel = "PATTERN",
            description = "An address; * as a part stands for any one part, ** as the last for any that follow.")
    private List<String> patterns = List.of();

    BusTapCommand(Streams streams) {
        super(streams);
    }

    @Override
    List<String> patterns() {
        return patterns;
    }

    @Override
    void show(TapReport report) {
        String time = LocalTime.now(ZoneId.systemDefault())
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
        if (report.addresses().isEmpty()) {
            streams.out().println(time + "  nothing");
            return;
        }
        streams.out().println(time);
        TrafficTable.lines(report, TrafficTable.Order.RATE, Integer.MAX_VALUE).forEach(streams.out()::println);
    }
}
