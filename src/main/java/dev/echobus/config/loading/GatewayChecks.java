package dev.echobus.config.loading;

import dev.echobus.config.GatewayCertificate;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.GatewayRule;
import dev.echobus.config.GatewayToken;
import dev.echobus.config.loading.CrossChecks.Findings;
import java.util.regex.Pattern;

/** What the gateway's rules, tokens and certificates must hold together. */
final class GatewayChecks {

    /** Parts between dots; {@code *} alone as a part, {@code **} alone as the last. */
    private static final Pattern ADDRESS = Pattern.compile("(?:(?:[^.*]+|\\*)\\.)*(?:[^.*]+|\\*\\*?)");

    private GatewayChecks() {}

    static void check(GatewayConfig gateway, Findings findings) {
        gateway.tokens().forEach((name, token) -> token(name, token, findings));
        gateway.certificates().forEach((name, certificate) -> certificate(name, certificate, gateway, findings));
        gateway.rules().forEach((name, rule) -> rule("gateway.rules." + name, rule, gateway, findings));
        var tls = gateway.tls();
        new TlsChecks("gateway.tls", tls.isOn(), findings)
                .requires("key", tls.key())
                .allows("ca", tls.ca());
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

    private static void certificate(
            String name, GatewayCertificate certificate, GatewayConfig gateway, Findings findings) {
        String path = "gateway.certificates." + name + ".subject";
        findings.expect(
                !name.equals(GatewayToken.ANONYMOUS),
                path,
                "another name than anonymous, which every session is without a certificate");
        String form = GatewayCertificate.formOf(certificate.subject()).orElse("CN=audit,O=Example");
        findings.expect(form.equals(certificate.subject()), path, "a subject as RFC 2253 has it, such as " + form);
        gateway.certificates().entrySet().stream()
                .takeWhile(other -> !other.getKey().equals(name))
                .filter(other -> other.getValue().equals(certificate))
                .forEach(other -> findings.expect(
                        false, path, "another subject than that of gateway.certificates." + other.getKey()));
        findings.expect(
                !gateway.tls().ca().isEmpty(),
                path,
                "none without gateway.tls.ca, as only with it clients show certificates",
                "gateway.tls.ca");
    }

    private static void rule(String path, GatewayRule rule, GatewayConfig gateway, Findings findings) {
        findings.expect(
                rule.identity().equals(GatewayToken.ANONYMOUS)
                        || gateway.tokens().containsKey(rule.identity())
                        || gateway.certificates().containsKey(rule.identity()),
                path + ".identity",
                "anonymous, or the name of one of gateway.tokens or gateway.certificates");
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
