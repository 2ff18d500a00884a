package dev.echobus.config.loading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.GatewayRule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and tokens of the gateway: sections with names within a section, from every source. */
class GatewaySettingsTest extends LoaderTest {

    private static final String TOKEN = "a token of some length";

    @Test
    void everySourceReachesARuleAndWhatItLeavesOutIsDenied() {
        sources.config("a.json", "{\"gateway\": {\"rules\": {\"one\": {\"address\": \"a.b\", \"send\": true}}}}");
        sources.variable("ECHOBUS_GATEWAY_RULES_TWO_ADDRESS", "c.*")
                .variable("ECHOBUS_GATEWAY_RULES_TWO_REGISTER", "true")
                .variable("ECHOBUS_GATEWAY_RULES_ONE_PUBLISH", "true")
                .variable("ECHOBUS_GATEWAY_TOKENS_OPS_TOKEN", TOKEN);
        sources.set("gateway.rules.two.identity=ops").set("gateway.rules.one.address=a.c");

        var gateway = sources.loaded().gateway();
        assertThat(gateway.rules())
                .containsEntry("one", new GatewayRule("anonymous", "a.c", true, true, false))
                .containsEntry("two", new GatewayRule("ops", "c.*", false, false, true))
                .hasSize(2);
        assertThat(gateway.tokens().get("ops").token().value()).isEqualTo(TOKEN);
        assertThat(sources.loadedWithTable().table())
                .contains(
                        new EffectiveSetting("gateway.rules.one.address", "a.c", "--set"),
                        new EffectiveSetting("gateway.rules.one.send", "true", "a.json"),
                        new EffectiveSetting("gateway.rules.one.register", "false", "default"),
                        new EffectiveSetting(
                                "gateway.tokens.ops.token", "********", "ECHOBUS_GATEWAY_TOKENS_OPS_TOKEN"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gateway.rules.a.send=true         | gateway.rules.a.address: expected text of 1 to 255 characters, found nothing",
                "gateway.rules.b.address=a         | gateway.rules.b.send: expected true, or that of publish or register: else nothing is allowed, found false (default)",
                "gateway.rules.c.adress=a          | gateway.rules.c.adress: unknown setting, did you mean gateway.rules.c.address? (--set)",
                "gateway.rules.C.address=a         | gateway.rules.C: expected a name of 1 to 32 lower-case letters and digits that starts with a letter, found \"C\" (--set)",
                "gateway.tokens.t.token=short      | gateway.tokens.t.token: expected text of 16 to 1024 characters, or empty for none, found ******** (--set)",
                "gateway.host=a b                  | gateway.host: expected a host's name or an IP address, found \"a b\" (--set)"
            })
    void whatDoesNotFitIsNamed(String assignment, String problem) {
        assertThat(LoaderFixture.problemsOf(sources.set(assignment).load())).contains(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "a, true", "a.b, true", "*, true", "**, true", "a.*.c, true", "a.**, true",
        "a.**.c, false", "a*, false", "a..b, false", "a., false", ".a, false", "a.b*, false"
    })
    void aPatternStandsForWholeParts(String address, boolean isPattern) {
        sources.set("gateway.rules.a.send=true").set("gateway.rules.a.address=" + address);
        assertThat(sources.load() instanceof LoadedConfig).isEqualTo(isPattern);
    }

    @Test
    void whoARuleIsForMustBeKnownAndATokenMustBeOneThing() {
        sources.set("gateway.rules.a.address=a")
                .set("gateway.rules.a.send=true")
                .set("gateway.rules.a.identity=who");
        sources.set("gateway.tokens.t.token=" + TOKEN).set("gateway.tokens.t.file=f");
        sources.set("gateway.tokens.anonymous.token=" + TOKEN).set("gateway.tokens.none.file=");
        assertThat(LoaderFixture.problemsOf(sources.load()))
                .contains(
                        "gateway.rules.a.identity: expected anonymous, or the name of one of gateway.tokens or"
                                + " gateway.certificates, found \"who\" (--set)",
                        "gateway.tokens.t.file: expected none beside gateway.tokens.t.token, found \"f\" (--set)",
                        "gateway.tokens.none.file: expected a file, or a gateway.tokens.none.token, found \"\" (--set)",
                        "gateway.tokens.anonymous.token: expected another name than anonymous, which every session is"
                                + " without a token, found ******** (--set)");
    }

    @Test
    void filesOfTlsBelongTogetherAndSubjectsHaveOneForm() {
        sources.set("gateway.tls.ca=ca.pem").set("gateway.tls.key=key.pem");
        sources.set("gateway.certificates.a.subject=CN=audit, O=Example");
        sources.set("gateway.certificates.b.subject=audit");
        sources.set("gateway.certificates.anonymous.subject=CN=a");
        sources.set("gateway.certificates.c.subject=CN=a");
        assertThat(LoaderFixture.problemsOf(sources.load()))
                .containsExactlyInAnyOrder(
                        "gateway.tls.key: expected none without gateway.tls.certificate, found \"key.pem\" (--set)",
                        "gateway.tls.ca: expected none without gateway.tls.certificate, found \"ca.pem\" (--set)",
                        "gateway.certificates.a.subject: expected a subject as RFC 2253 has it, such as"
                                + " CN=audit,O=Example, found \"CN=audit, O=Example\" (--set)",
                        "gateway.certificates.b.subject: expected a subject as RFC 2253 has it, such as"
                                + " CN=audit,O=Example, found \"audit\" (--set)",
                        "gateway.certificates.anonymous.subject: expected another name than anonymous, which every"
                                + " session is without a certificate, found \"CN=a\" (--set)",
                        "gateway.certificates.c.subject: expected another subject than that of"
                                + " gateway.certificates.anonymous, found \"CN=a\" (--set)");
    }

    @Test
    void aCertificateWithoutItsKeyAndASubjectWithoutACaAreRefused() {
        sources.set("gateway.tls.certificate=c.pem").set("gateway.certificates.a.subject=CN=a");
        sources.set("gateway.rules.a.address=a")
                .set("gateway.rules.a.send=true")
                .set("gateway.rules.a.identity=a");
        assertThat(LoaderFixture.problemsOf(sources.load()))
                .containsExactlyInAnyOrder(
                        "gateway.tls.key: expected a file beside gateway.tls.certificate \"c.pem\" (--set), found \"\" (default)",
                        "gateway.certificates.a.subject: expected none without gateway.tls.ca, as only with it clients"
                                + " show certificates, found \"CN=a\" (--set)");
    }

    @Test
    void itsPortIsNobodyElses() {
        sources.set("gateway.enabled=true").set("gateway.port=9999").set("gateway.host=0.0.0.0");
        assertThat(LoaderFixture.problemsOf(sources.load()))
                .containsExactly(
                        "gateway.port: expected another port than 9999 of server.port 9999 (default), found 9999 (--set)");
        sources.set("gateway.enabled=false");
        assertThat(sources.load()).isInstanceOf(LoadedConfig.class);
    }
}
