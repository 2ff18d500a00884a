package dev.echobus.gateway;

import dev.echobus.bus.AddressPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Addresses that something is allowed at: exact ones and patterns. Not changed once it is in use. */
final class AddressSet {

    private final Set<String> exact = new HashSet<>();
    private final List<AddressPattern> patterns = new ArrayList<>();

    void add(String address) {
        if (AddressPattern.isPattern(address)) {
            patterns.add(AddressPattern.of(address));
        } else {
            exact.add(address);
        }
    }

    boolean contains(String address) {
        if (exact.contains(address)) {
            return true;
        }
        for (AddressPattern pattern : patterns) {
            if (pattern.matches(address)) {
                return true;
            }
        }
        return false;
    }
}
