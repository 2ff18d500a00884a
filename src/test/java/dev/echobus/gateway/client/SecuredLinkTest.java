package dev.echobus.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import dev.echobus.common.Endpoint.Scheme;
import dev.echobus.config.Secret;
import dev.echobus.gateway.GatewayUnderTest;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.PemFiles.Named;
import dev.echobus.wire.tls.TestAuthority;
import dev.echobus.wire.tls.TestAuthority.Issued;
import dev.echobus.wire.tls.UnusableFileException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that go through a gateway with TLS: what each way of not fitting together is told as. */
class SecuredLinkTest {

    private static final BusMessage MESSAGE = new BusMessage("open.x", Map.of(), "x");

    @TempDir
    private static Path directory;

    private static Issued here;
    private static Issued elsewhere;
    private static Issued client;
    private static Issued stranger;

    @BeforeAll
    static void issue() throws Exception {
        var ours = new TestAuthority(directory, "ours");
        here = ours.issue("here", "ip:127.0.0.1");
        elsewhere = ours.issue("elsewhere", "dns:elsewhere.example");
        client = ours.issueTo("CN=client,O=Example", "client", "dns:client.example");
        stranger = new TestAuthority(directory, "theirs").issue("stranger", "ip:127.0.0.1");
    }

    @Test
    void aCertificateOpensWhatItsSubjectMay() throws Exception {
        try (var gateway = mutual();
                var link = open(gateway, files(client, here.ca()))) {
            gateway.bus().consumer("secret.x", message -> {});
            link.send(new BusMessage("secret.x", Map.of(), "x"));
        }
    }

    @Test
    void whoShowsNoneIsToldThatOneIsAskedFor() throws Exception {
        try (var gateway = mutual()) {
            assertThatThrownBy(() -> use(gateway, files(null, here.ca())))
                    .hasMessageContaining("it asks for a certificate (--gateway-certificate): ");
        }
    }

    @Test
    void whoShowsOneOfAnotherCaIsToldThatItIsNotTaken() throws Exception {
        try (var gateway = mutual()) {
            assertThatThrownBy(() -> use(gateway, files(stranger, here.ca())))
                    .hasMessageContaining("it does not take the certificate of --gateway-certificate: ");
        }
    }

    @Test
    void aGatewayOfAnotherCaIsNotTrusted() throws Exception {
        try (var gateway = secured(here)) {
            assertThatThrownBy(() -> use(gateway, files(null, stranger.ca())))
                    .hasMessage("cannot connect to the gateway tls://127.0.0.1:" + gateway.port()
                            + ": its certificate is of no CA that is trusted here (--gateway-ca)");
            assertThatThrownBy(() -> use(gateway, files(null, "")))
                    .hasMessageEndingWith("of no CA that is trusted here (--gateway-ca)");
        }
    }

    @Test
    void aGatewayOfAnotherNameIsNotTrusted() throws Exception {
        try (var gateway = secured(elsewhere)) {
            assertThatThrownBy(() -> use(gateway, files(null, here.ca())))
                    .hasMessageContaining(": its certificate is not one of 127.0.0.1: No subject alternative");
        }
    }

    @Test
    void aGatewayWithoutTlsAndOneWithItAreToldApart() throws Exception {
        try (var plain = GatewayUnderTest.start();
                var secured = secured(here)) {
            assertThatThrownBy(() -> use(plain, files(null, here.ca())))
                    .hasMessage("cannot connect to the gateway tls://127.0.0.1:" + plain.port()
                            + ": it speaks no TLS: expected is tcp://127.0.0.1:" + plain.port());
            assertThatThrownBy(() -> {
                        var target = GatewayTarget.plain(Endpoint.tcp("127.0.0.1", secured.port()));
                        try (var link = GatewayLink.open(target, Secret.NONE)) {
                            link.send(MESSAGE);
                        }
                    })
                    .hasMessage("lost the gateway tcp://127.0.0.1:" + secured.port()
                            + ": it closed the connection without a word: it may speak TLS, tls://127.0.0.1:"
                            + secured.port());
        }
    }

    @Test
    void anAlertWhereAFrameIsExpectedIsToldAsTls() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var endpoint = Endpoint.tcp("127.0.0.1", server.getLocalPort());
            try (var link = GatewayLink.open(GatewayTarget.plain(endpoint), Secret.NONE);
                    var session = server.accept()) {
                session.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, 40});
                assertThatThrownBy(() -> link.send(MESSAGE))
                        .hasMessageEndingWith(": it speaks TLS: expected is tls://" + endpoint.authority());
            }
        }
    }

    @Test
    void aServerThatSaysNothingIsWaitedForInVain() throws Exception {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var target = GatewayTarget.of(
                    new Endpoint(Scheme.TLS, "127.0.0.1", silent.getLocalPort()), files(null, here.ca()));
            assertThatThrownBy(() -> FrameSocket.open(target, 200, 200))
                    .hasMessage("no handshake of TLS in time: it may speak none");
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedByItsFlag() {
        var endpoint = new Endpoint(Scheme.TLS, "127.0.0.1", 1);
        assertThatThrownBy(() -> GatewayTarget.of(endpoint, files(null, "/nowhere")))
                .isInstanceOf(UnusableFileException.class)
                .hasMessage("--gateway-ca: /nowhere: cannot be read: NoSuchFileException");
        assertThat(files(null, "").certificate().isSet()).isFalse();
    }

    private static GatewayUnderTest secured(Issued issued) {
        return GatewayUnderTest.start(
                "gateway.tls.certificate=" + issued.certificate(), "gateway.tls.key=" + issued.key());
    }

    private static GatewayUnderTest mutual() {
        return GatewayUnderTest.start(
                "gateway.tls.certificate=" + here.certificate(),
                "gateway.tls.key=" + here.key(),
                "gateway.tls.ca=" + here.ca(),
                "gateway.certificates.client.subject=CN=client,O=Example",
                "gateway.rules.c.identity=client",
                "gateway.rules.c.address=secret.x",
                "gateway.rules.c.send=true");
    }

    private static void use(GatewayUnderTest gateway, PemFiles files) throws Exception {
        try (var link = open(gateway, files)) {
            link.send(MESSAGE);
        }
    }

    private static BusLink open(GatewayUnderTest gateway, PemFiles files)
            throws LinkException, InterruptedException, UnusableFileException {
        var endpoint = new Endpoint(Scheme.TLS, "127.0.0.1", gateway.port());
        return GatewayLink.open(GatewayTarget.of(endpoint, files), Secret.NONE);
    }

    private static PemFiles files(Issued own, String ca) {
        return new PemFiles(
                new Named("--gateway-certificate", own == null ? "" : own.certificate()),
                new Named("--gateway-key", own == null ? "" : own.key()),
                new Named("--gateway-ca", ca));
    }
}
