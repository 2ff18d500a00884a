package dev.echobus.metric;

/** What is counted, and how the number moves. */
record Measure(Metric.Type type, Metric.Unit unit) {

    static Measure gauge(Metric.Unit unit) {
        return new Measure(Metric.Type.GAUGE, unit);
    }

    static Measure counter(Metric.Unit unit) {
        return new Measure(Metric.Type.COUNTER, unit);
    }
}
