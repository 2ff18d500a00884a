package dev.echobus.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node's server has done until one moment.
 *
 * @param acceptFailures of all listeners: the system gives or refuses sockets to the process
 * @param busRetries requests of the bus responders that were sent again
 * @param busRetriesRefused those that were not, the retry budget being spent
 * @param listeners what each listener has done, by its name
 */
public record ServerSnapshot(
        long acceptFailures, long busRetries, long busRetriesRefused, Map<String, ListenerSnapshot> listeners) {

    /** Keeps a copy, in the order of the listeners. */
    public ServerSnapshot {
        listeners = Collections.unmodifiableMap(new LinkedHashMap<>(listeners));
    }

    /** What all listeners have done together. */
    public ListenerSnapshot total() {
        return listeners.values().stream().reduce(ListenerSnapshot.NONE, ListenerSnapshot::plus);
    }
}
