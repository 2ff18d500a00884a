package dev.echobus.load.report;

import dev.echobus.common.Quantity;
import dev.echobus.load.result.Attribution;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.search.RateSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One thing that a run found out, in a sentence, and how it counts. */
record Finding(Kind kind, String text) {

    /** A note says how far the figures can be trusted; it does not fail a run. */
    enum Kind {
        GOOD,
        BAD,
        NOTE;

        String style() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What decides whether a run passed, then what to know of its figures. */
    static List<Finding> of(LoadReport report) {
        var findings = new ArrayList<Finding>();
        LoadResult result = report.result();
        report.verdicts()
                .forEach(verdict ->
                        findings.add(new Finding(verdict.isMet() ? Kind.GOOD : Kind.BAD, "required " + verdict)));
        findings.add(bytes(result));
        if (result.totals().messagesIntended() + result.unanswered() > 0) {
            findings.add(answers(result));
        }
        findings.add(connections(result));
        RateSearch.Outcome search = report.search();
        if (search != null) {
            boolean isFound = search.answer().metPerSecond() != null;
            findings.add(new Finding(isFound ? Kind.GOOD : Kind.BAD, "highest rate: " + search.answer()));
        }
        Attribution attribution = result.attribution();
        if (attribution.source() != Attribution.Source.UNKNOWN) {
            findings.add(new Finding(Kind.NOTE, "figures: " + attribution.text()));
        }
        result.otherWarnings().forEach(warning -> findings.add(new Finding(Kind.NOTE, warning)));
        return List.copyOf(findings);
    }

    private static Finding bytes(LoadResult result) {
        long faults = result.faultCount();
        if (faults > 0) {
            return new Finding(Kind.BAD, Quantity.ofCount(faults) + " faults: wrong bytes came back");
        }
        if (result.connections().isAllTurnedAway()) {
            return new Finding(Kind.BAD, "each connection was closed without a byte");
        }
        if (result.isWithoutEcho()) {
            return new Finding(Kind.BAD, "no message came back: is this an echo server?");
        }
        return result.latency().getTotalCount() == 0
                ? new Finding(Kind.NOTE, "no message was measured")
                : new Finding(Kind.GOOD, "every byte that came back was right");
    }

    private static Finding answers(LoadResult result) {
        var totals = result.totals();
        if (totals.unanswered() > 0) {
            return new Finding(
                    Kind.BAD,
                    Quantity.ofCount(totals.unanswered()) + " of " + Quantity.ofCount(totals.messagesIntended())
                            + " intended were not answered");
        }
        return totals.unansweredInWarmUp() > 0
                ? new Finding(
                        Kind.BAD, Quantity.ofCount(totals.unansweredInWarmUp()) + " of the warm-up were not answered")
                : new Finding(Kind.GOOD, Quantity.ofCount(totals.messagesIntended()) + " intended, all answered");
    }

    private static Finding connections(LoadResult result) {
        var connections = result.connections();
        String text = Quantity.ofCount(connections.opened()) + " connections opened, "
                + Quantity.ofCount(connections.failed()) + " failed, " + Quantity.ofCount(connections.lost()) + " lost";
        return new Finding(connections.failed() + connections.lost() > 0 ? Kind.BAD : Kind.GOOD, text);
    }
}
