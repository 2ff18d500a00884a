package dev.echobus.metric;

import java.util.Locale;

/** How a number moves. */
public enum MetricType {
    /** Up and down. */
    GAUGE(""),
    /** Up only, from 0 at the node's start. */
    COUNTER("_total"),
    /** Times that something took, counted by {@link Times#BOUNDS_NANOS}. */
    HISTOGRAM(""),
    /** Always 1; its labels are what it tells. */
    INFO("_info");

    private final String suffix;

    MetricType(String suffix) {
        this.suffix = suffix;
    }

    /** What a scraper expects at the end of its name. */
    String suffix() {
        return suffix;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
