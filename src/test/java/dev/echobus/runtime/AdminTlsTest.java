package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.TestAuthority;
import dev.echobus.wire.tls.TestAuthority.Issued;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port over TLS: with a certificate of its own alone, and with one of each client. */
class AdminTlsTest {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");
    private static final String BODY = "{\"level\":\"info\"}";

    @TempDir
    private Path directory;

    private Issued port;
    private Issued operator;

    @BeforeEach
    void issue() throws Exception {
        var authority = new TestAuthority(directory, "authority");
        port = authority.issue("port", "ip:127.0.0.1");
        operator = authority.issue("operator", "ip:127.0.0.1");
    }

    private static PemFiles files(String certificate, String key, String ca) {
        return PemFiles.ofSection("client", certificate, key, ca);
    }

    @Test
    void withoutCertificatesOfClientsTheTokenTells() throws Exception {
        try (var admin =
                AdminUnderTest.start("admin.tls.certificate=" + port.certificate(), "admin.tls.key=" + port.key())) {
            assertThat(admin.node.adminUrl().orElseThrow()).startsWith("https://127.0.0.1:");
            admin.tls = files("", "", port.ca());
            assertThat(admin.get("/info").status()).isEqualTo(200);
            assertThat(admin.ask("POST", "/log-level", JSON, BODY).status()).isEqualTo(401);
            assertThat(admin.post("/log-level", BODY).status()).isEqualTo(200);
        }
    }

    @Test
    void whoShowsACertificateActsAndWhoShowsNoneGetsNoAnswer() throws Exception {
        try (var admin = AdminUnderTest.start(port.settings("admin.tls").toArray(String[]::new))) {
            admin.tls = files(operator.certificate(), operator.key(), port.ca());
            assertThat(admin.ask("POST", "/log-level", JSON, BODY).status()).isEqualTo(200);
            admin.tls = files("", "", port.ca());
            assertThat(isAnswered(admin)).isFalse();
        }
    }

    private static boolean isAnswered(AdminUnderTest admin) {
        try {
            return admin.get("/health/live").status() != 0;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }
}
