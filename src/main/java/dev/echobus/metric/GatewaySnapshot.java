package dev.echobus.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node's gateway has done until one moment, over all its verticles.
 *
 * @param handshakesFailed clients that did not keep to TLS
 * @param requestsPending of sessions, waiting for the bus
 * @param repliesPending requests of the bus, waiting for sessions
 * @param dropped messages that did not reach a session which does not read
 * @param buffersHeld bytes of frames that are not whole, and of those that sessions have not read
 * @param buffersMax what those may come to
 * @param errors what sessions were told, by code
 * @param rules what each rule let through, by its name
 */
public record GatewaySnapshot(
        long sessionsOpen,
        long sessions,
        long sessionsRefused,
        long handshakesFailed,
        long framesIn,
        long framesOut,
        long requestsPending,
        long repliesPending,
        long registrations,
        long dropped,
        long buffersHeld,
        long buffersMax,
        Map<String, Long> errors,
        Map<String, RuleSnapshot> rules) {

    /** Of a node without a gateway. */
    public static final GatewaySnapshot NONE =
            new GatewaySnapshot(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, Map.of(), Map.of());

    /** Keeps a copy, in the order of the codes. */
    public GatewaySnapshot {
        errors = Collections.unmodifiableMap(new LinkedHashMap<>(errors));
        rules = Map.copyOf(rules);
    }

    /** What sessions were told, whatever its code. */
    public long errorsInAll() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }
}
