package dev.echobus.metric;

import java.util.Map;

/**
 * A metric's reading of one source.
 *
 * @param labels what tells this source from the others; of every series of a metric the same
 */
public record Series(Map<Label, String> labels, Reading reading) {

    static Series of(double number) {
        return new Series(Map.of(), new Amount(number));
    }

    static Series of(Label label, String value, double number) {
        return new Series(Map.of(label, value), new Amount(number));
    }
}
