package dev.echobus.bus.tap;

import dev.echobus.bus.AddressPattern;
import dev.echobus.bus.Addresses;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One asker's view: the traffic of the addresses that fit. Any thread. */
final class Tap {

    /** Who has not looked for so long is gone. */
    static final long LEASE_NANOS = TimeUnit.SECONDS.toNanos(15);

    /** Addresses that are told apart; what passes at more is counted as {@link #OTHERS}. */
    static final int ADDRESSES_MAX = 128;

    static final String OTHERS = "(others)";

    private final String name;
    private final List<AddressPattern> patterns;

    private final Map<String, AddressTraffic> traffic = new ConcurrentHashMap<>();

    private volatile long lookedNanos;

    Tap(TapRequest request, long nowNanos) {
        name = request.tap();
        patterns = request.compiled();
        lookedNanos = nowNanos;
    }

    boolean isNamed(String other) {
        return name.equals(other);
    }

    boolean isExpired(long nowNanos) {
        return nowNanos - lookedNanos > LEASE_NANOS;
    }

    boolean isFor(String address) {
        for (AddressPattern pattern : patterns) {
            if (pattern.matches(address)) {
                return true;
            }
        }
        return false;
    }

    /** Where what passes at the address is counted: with others of its family, as each of those has few messages. */
    AddressTraffic at(String address) {
        String family = Addresses.family(address);
        AddressTraffic known = traffic.get(family);
        if (known != null) {
            return known;
        }
        String counted = traffic.size() < ADDRESSES_MAX ? family : OTHERS;
        return traffic.computeIfAbsent(counted, unused -> new AddressTraffic());
    }

    /** What passed since the last call of this, and for how long that was. What does not pass any more is forgotten. */
    synchronized JsonObject take(long nowNanos) {
        long sinceNanos = lookedNanos;
        lookedNanos = nowNanos;
        var passed = new JsonArray();
        traffic.forEach((address, counts) -> {
            JsonObject taken = counts.take(address);
            if (AddressTraffic.isIdle(taken)) {
                traffic.remove(address);
            } else {
                passed.add(taken);
            }
        });
        return new JsonObject()
                .put("periodMs", TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos))
                .put("addresses", passed);
    }
}
