package dev.echobus.metric;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * Where a metric's readings come from.
 *
 * @param labels what tells its sources apart
 * @param series its readings at a moment, one a source
 * @param isOfProcess true for what is told of the process, whatever the node does
 */
record Value(List<Label> labels, Function<NodeSnapshot, List<Series>> series, boolean isOfProcess) {

    private static Value of(List<Label> labels, Function<NodeSnapshot, List<Series>> series) {
        return new Value(labels, series, false);
    }

    /** What the process is, in these labels. */
    static Value ofIdentity(List<Label> labels) {
        return new Value(labels, at -> List.of(new Series(at.process().identity(), new Amount(1))), true);
    }

    static Value ofProcess(ToDoubleFunction<ProcessSnapshot> number) {
        return ofProcess(ofNode(at -> number.applyAsDouble(at.process())));
    }

    static Value ofProcess(Label label, Function<ProcessSnapshot, Map<String, ? extends Number>> numbers) {
        return ofProcess(ofNode(label, at -> numbers.apply(at.process())));
    }

    static Value timesOfProcess(Function<ProcessSnapshot, Times> times) {
        return ofProcess(timesOfNode(at -> times.apply(at.process())));
    }

    private static Value ofProcess(Value value) {
        return new Value(value.labels(), value.series(), true);
    }

    static Value ofNode(ToDoubleFunction<NodeSnapshot> number) {
        return of(List.of(), at -> List.of(Series.of(number.applyAsDouble(at))));
    }

    static Value ofNode(Label label, Function<NodeSnapshot, Map<String, ? extends Number>> numbers) {
        return of(
                List.of(label),
                at -> numbers.apply(at).entrySet().stream()
                        .map(entry -> Series.of(
                                label, entry.getKey(), entry.getValue().doubleValue()))
                        .toList());
    }

    static Value timesOfNode(Function<NodeSnapshot, Times> times) {
        return of(List.of(), at -> List.of(new Series(Map.of(), times.apply(at))));
    }

    static Value ofRule(ToLongFunction<RuleSnapshot> number) {
        return of(
                List.of(Label.RULE),
                at -> at.gateway().rules().entrySet().stream()
                        .map(rule -> Series.of(Label.RULE, rule.getKey(), (double) number.applyAsLong(rule.getValue())))
                        .toList());
    }

    static Value ofListener(ToLongFunction<ListenerSnapshot> number) {
        return ofListeners(
                (name, listener) -> List.of(Series.of(Label.LISTENER, name, (double) number.applyAsLong(listener))));
    }

    static Value timesOfListener(Function<ListenerSnapshot, Times> times) {
        return ofListeners(
                (name, listener) -> List.of(new Series(Map.of(Label.LISTENER, name), times.apply(listener))));
    }

    /** Each listener's numbers by another label. */
    static Value ofListener(Label label, Function<ListenerSnapshot, Map<String, Long>> numbers) {
        Value value = ofListeners((name, listener) -> numbers.apply(listener).entrySet().stream()
                .map(entry ->
                        new Series(Map.of(Label.LISTENER, name, label, entry.getKey()), new Amount(entry.getValue())))
                .toList());
        return of(List.of(Label.LISTENER, label), value.series());
    }

    /** What a number is of one listener. */
    private interface OfListener {

        List<Series> series(String name, ListenerSnapshot listener);
    }

    private static Value ofListeners(OfListener each) {
        return of(
                List.of(Label.LISTENER),
                at -> at.server().listeners().entrySet().stream()
                        .flatMap(listener -> each.series(listener.getKey(), listener.getValue()).stream())
                        .toList());
    }
}
