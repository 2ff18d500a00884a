package dev.echobus.metric;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What is counted, how the number moves, and what it tells.
 *
 * @param help what is counted, as the end of a sentence, in Markdown
 * @param name its name to a scraper without suffixes, where that is not the metric's own
 */
record Measure(MetricType type, Unit unit, String help, String name) {

    private static final String PREFIX = "echobus_";

    /** Names that scrapers know from other programs. */
    private static final Pattern STANDARD = Pattern.compile("(?:jvm|process)_.*");

    private static final Pattern WORD_START = Pattern.compile("_([a-z])");

    /** A constant's name as JSON has names. */
    static String camelCase(String constant) {
        String name = constant.toLowerCase(Locale.ROOT);
        return WORD_START.matcher(name).replaceAll(start -> start.group(1).toUpperCase(Locale.ROOT));
    }

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

    /** What a scraper knows it by, where it has no name of its own by this one. */
    String prometheusName(String metric) {
        String own = name.isEmpty() ? metric : name;
        String named = (STANDARD.matcher(own).matches() ? "" : PREFIX) + own;
        return named + (unit.isSuffix() && !named.endsWith(unit.toString()) ? "_" + unit : "") + type.suffix();
    }

    /** The same under a name that says its unit last, or one that scrapers know from other programs. */
    Measure as(String other) {
        return new Measure(type, unit, help, other);
    }
}
