package dev.echobus.gateway;

import dev.echobus.bus.AddressPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules that allow something, by their addresses: exact ones and patterns. Not changed once it is in use. */
final class AddressRules {

    private final Map<String, RuleUse> exact = new HashMap<>();
    private final List<PatternRule> patterns = new ArrayList<>();

    private record PatternRule(AddressPattern pattern, RuleUse use) {}

    /** Adds one; of two for the same address the first counts. */
    void add(String address, RuleUse use) {
        if (AddressPattern.isPattern(address)) {
            patterns.add(new PatternRule(AddressPattern.of(address), use));
        } else {
            exact.putIfAbsent(address, use);
        }
    }

    /** The rule that allows it at the address, an exact one before a pattern; null where none does. */
    @Nullable
    RuleUse find(String address) {
        RuleUse use = exact.get(address);
        if (use != null) {
            return use;
        }
        for (PatternRule rule : patterns) {
            if (rule.pattern().matches(address)) {
                return rule.use();
            }
        }
        return null;
    }
}
