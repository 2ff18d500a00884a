package dev.echobus.metric;

/**
 * What is counted, how the number moves, and what it tells.
 *
 * @param help what is counted, as the end of a sentence, in Markdown
 * @param name its name to a scraper without suffixes, where that is not the metric's own
 */
record Measure(MetricType type, Unit unit, String help, String name) {

    static Measure gauge(Unit unit, String help) {
        return new Measure(MetricType.GAUGE, unit, help, "");
    }

    static Measure counter(Unit unit, String help) {
        return new Measure(MetricType.COUNTER, unit, help, "");
    }

    static Measure histogram(String help) {
        return new Measure(MetricType.HISTOGRAM, Unit.SECONDS, help, "");
    }

    static Measure info(Unit unit, String help) {
        return new Measure(MetricType.INFO, unit, help, "");
    }

    /** The same under a name that says its unit last, or one that scrapers know from other programs. */
    Measure as(String other) {
        return new Measure(type, unit, help, other);
    }
}
