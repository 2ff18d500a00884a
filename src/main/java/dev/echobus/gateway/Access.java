package dev.echobus.gateway;

import dev.echobus.config.GatewayRule;

/** What one identity may do; nothing that no rule allows. Not changed once it is in use, by any thread. */
final class Access {

    private final String identity;
    private final AddressSet send = new AddressSet();
    private final AddressSet publish = new AddressSet();
    private final AddressSet register = new AddressSet();

    Access(String identity) {
        this.identity = identity;
    }

    /** Whose it is. */
    String identity() {
        return identity;
    }

    void add(GatewayRule rule) {
        if (rule.send()) {
            send.add(rule.address());
        }
        if (rule.publish()) {
            publish.add(rule.address());
        }
        if (rule.register()) {
            register.add(rule.address());
        }
    }

    boolean maySend(String address) {
        return send.contains(address);
    }

    boolean mayPublish(String address) {
        return publish.contains(address);
    }

    boolean mayRegister(String address) {
        return register.contains(address);
    }
}
