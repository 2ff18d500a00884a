package dev.echobus.selftest;

import dev.echobus.bus.AddressPattern;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.GatewayRule;
import dev.echobus.config.GatewayToken;
import dev.echobus.config.Secret;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What opens an address to a session of the gateway.
 *
 * @param identity who the session is then
 * @param token what it has to show; none where the address is open to everybody
 */
record GatewayKey(String identity, Secret token) {

    /**
     * None where everybody may send there, else the first token that may; empty when no rule has one. Blocks for a file.
     *
     * @throws IOException when the token's file cannot be used; its message names the setting
     */
    static Optional<GatewayKey> to(String address, GatewayConfig gateway) throws IOException {
        Set<String> identities = gateway.rules().values().stream()
                .filter(rule -> rule.send() && AddressPattern.of(rule.address()).matches(address))
                .map(GatewayRule::identity)
                .collect(Collectors.toUnmodifiableSet());
        if (identities.contains(GatewayToken.ANONYMOUS)) {
            return Optional.of(new GatewayKey(GatewayToken.ANONYMOUS, Secret.NONE));
        }
        for (Map.Entry<String, GatewayToken> token : gateway.tokens().entrySet()) {
            if (identities.contains(token.getKey())) {
                return Optional.of(
                        new GatewayKey(token.getKey(), token.getValue().secret(token.getKey())));
            }
        }
        return Optional.empty();
    }
}
