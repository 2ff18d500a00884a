package dev.echobus.metric;

import dev.echobus.metric.Metric.Label;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a number is read.
 *
 * @param ofListener of one listener, when each counts for itself
 * @param ofRule of one rule of the gateway, when each counts for itself
 */
record Value(
        ToLongFunction<NodeSnapshot> ofNode,
        @Nullable ToLongFunction<ListenerSnapshot> ofListener,
        @Nullable ToLongFunction<RuleSnapshot> ofRule) {

    static Value ofNode(ToLongFunction<NodeSnapshot> value) {
        return new Value(value, null, null);
    }

    static Value ofRule(ToLongFunction<RuleSnapshot> value) {
        return new Value(
                at -> at.gateway().rules().values().stream().mapToLong(value).sum(), null, value);
    }

    static Value ofListener(ToLongFunction<ListenerSnapshot> value) {
        return new Value(at -> value.applyAsLong(at.server().total()), value, null);
    }

    /** What tells apart the numbers of its several sources. */
    List<Label> labels() {
        if (ofListener != null) {
            return List.of(Label.NODE, Label.LISTENER);
        }
        return ofRule == null ? List.of(Label.NODE) : List.of(Label.NODE, Label.RULE);
    }

    /** The number of one source; empty where such sources do not count it. */
    static <T> OptionalLong in(T snapshot, @Nullable ToLongFunction<T> number) {
        return number == null ? OptionalLong.empty() : OptionalLong.of(number.applyAsLong(snapshot));
    }
}
