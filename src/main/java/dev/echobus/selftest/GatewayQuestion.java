package dev.echobus.selftest;

import dev.echobus.bus.Addresses;
import dev.echobus.config.EchobusConfig;
import java.io.IOException;
import java.util.Optional;

/** What a session of the gateway is asked for beside a sign of life: an echo over the bus, where the rules open that. */
final class GatewayQuestion {

    private final EchobusConfig config;

    GatewayQuestion(EchobusConfig config) {
        this.config = config;
    }

    /**
     * What opens the echo, or empty when it cannot be asked for; {@link #whyNone} tells why. Blocks for a file.
     *
     * @throws IOException when the token's file cannot be used; its message names the setting
     */
    Optional<GatewayKey> key() throws IOException {
        return isServed() ? GatewayKey.to(Addresses.CLIENT_ECHO, config.gateway()) : Optional.empty();
    }

    EchoRequest request() {
        return new EchoRequest(config);
    }

    private boolean isServed() {
        return config.client().enabled() && config.objectionToClient().isEmpty();
    }

    /** Why no echo was asked for. */
    private String whyNone() {
        if (!config.client().enabled()) {
            return "client.enabled is false";
        }
        return config.objectionToClient().orElse("no rule lets anybody with a token send to " + Addresses.CLIENT_ECHO);
    }

    /** What a session did that was asked all there is to ask. */
    Verdict answered(Optional<GatewayKey> key) {
        return Verdict.ok(key.map(by -> "pong, and an echo over the bus as " + by.identity())
                .orElseGet(() -> "pong; no echo asked for: " + whyNone()));
    }
}
