package dev.echobus.gateway;

import dev.echobus.config.GatewayRule;
import org.jspecify.annotations.Nullable;

/** What one identity may do; nothing that no rule allows. Not changed once it is in use, by any thread. */
final class Access {

    private final String identity;
    private final AddressRules send = new AddressRules();
    private final AddressRules publish = new AddressRules();
    private final AddressRules register = new AddressRules();

    Access(String identity) {
        this.identity = identity;
    }

    /** Whose it is. */
    String identity() {
        return identity;
    }

    void add(GatewayRule rule, RuleUse use) {
        if (rule.send()) {
            send.add(rule.address(), use);
        }
        if (rule.publish()) {
            publish.add(rule.address(), use);
        }
        if (rule.register()) {
            register.add(rule.address(), use);
        }
    }

    /** The rule by which it may send there, or null. */
    @Nullable
    RuleUse toSend(String address) {
        return send.find(address);
    }

    /** The rule by which it may publish there, or null. */
    @Nullable
    RuleUse toPublish(String address) {
        return publish.find(address);
    }

    /** The rule by which it may register there, or null. */
    @Nullable
    RuleUse toRegister(String address) {
        return register.find(address);
    }
}
