package dev.echobus.config.loading;

import dev.echobus.config.GatewayConfig;
import dev.echobus.config.GatewayRule;
import dev.echobus.config.GatewayToken;
import dev.echobus.config.loading.CrossChecks.Findings;
import java.util.regex.Pattern;

/** What the gateway's rules and tokens must hold together. */
final class GatewayChecks {

    /** Parts between dots; {@code *} alone as a part, {@code **} alone as the last. */
    private static final Pattern ADDRESS = Pattern.compile("(?:(?:[^.*]+|\\*)\\.)*(?:[^.*]+|\\*\\*?)");

    private GatewayChecks() {}

    static void check(GatewayConfig gateway, Findings findings) {
        gateway.tokens().forEach((name, token) -> token(name, token, findings));
        gateway.rules().forEach((name, rule) -> rule("gateway.rules." + name, rule, gateway, findings));
    }

    private static void token(String name, GatewayToken token, Findings findings) {
        String path = "gateway.tokens." + name;
        findings.expect(
                !name.equals(GatewayToken.ANONYMOUS),
                path + ".token",
                "another name than anonymous, which every session is without a token");
        findings.expect(
                token.token().isSet() == token.file().isEmpty(),
                path + ".file",
                token.token().isSet() ? "none beside " + path + ".token" : "a file, or a " + path + ".token",
                path + ".token");
    }

    private static void rule(String path, GatewayRule rule, GatewayConfig gateway, Findings findings) {
        findings.expect(
                rule.identity().equals(GatewayToken.ANONYMOUS)
                        || gateway.tokens().containsKey(rule.identity()),
                path + ".identity",
                "anonymous, or the name of one of gateway.tokens");
        findings.expect(
                ADDRESS.matcher(rule.address()).matches(),
                path + ".address",
                "an address; * stands for a whole part, ** for all that follow");
        findings.expect(
                rule.send() || rule.publish() || rule.register(),
                path + ".send",
                "true, or that of publish or register: else nothing is allowed");
    }
}
