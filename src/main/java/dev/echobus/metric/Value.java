package dev.echobus.metric;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a number is read.
 *
 * @param ofListener of one listener, when each counts for itself
 */
record Value(ToLongFunction<NodeSnapshot> ofNode, @Nullable ToLongFunction<ListenerSnapshot> ofListener) {

    static Value ofNode(ToLongFunction<NodeSnapshot> value) {
        return new Value(value, null);
    }

    static Value ofListener(ToLongFunction<ListenerSnapshot> value) {
        return new Value(at -> value.applyAsLong(at.server().total()), value);
    }
}
