package dev.echobus.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.wire.tls.ClientTls;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.TestAuthority;
import dev.echobus.wire.tls.TestAuthority.Issued;
import dev.echobus.wire.tls.UnusableFileException;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert;

/** The certificates of gateways and their clients in tests, all of one CA, made once. */
public final class GatewayTls {

    /** Who is to be refused and is not shall be found out soon. */
    static final int REFUSAL_TIMEOUT_MS = 5_000;

    static final String HERE = "ip:127.0.0.1";

    static final TestAuthority AUTHORITY = authority(directory());
    static final Issued GATEWAY = issue(AUTHORITY, "CN=gateway", "gateway");

    private GatewayTls() {}

    /** The settings of a gateway with TLS; whether clients show certificates is the caller's. */
    static Stream<String> settings() {
        return GATEWAY.settings("gateway.tls").stream().filter(setting -> !setting.startsWith("gateway.tls.ca"));
    }

    /** Of a client that trusts the CA and shows nothing. */
    static PemFiles showingNothing() {
        return files("", "", GATEWAY.ca());
    }

    static PemFiles showing(Issued issued) {
        return files(issued.certificate(), issued.key(), GATEWAY.ca());
    }

    static PemFiles files(String certificate, String key, String ca) {
        return PemFiles.ofSection("client", certificate, key, ca);
    }

    /** A client that a gateway has let in. */
    static GatewayClient connect(Wire wire, GatewayUnderTest gateway, PemFiles files) throws IOException {
        return GatewayClient.over(wire.inner(), over(GatewayClient.connection(gateway.port(), 0), files));
    }

    /** Refused, and not only left without an answer. */
    static void assertIsRefused(ThrowableAssert.ThrowingCallable attempt) {
        assertThatThrownBy(attempt).isInstanceOf(IOException.class).isNotInstanceOf(SocketTimeoutException.class);
    }

    /** What comes before the end, if anything, is an alert. */
    static void assertEnds(Socket client) {
        assertThat(Stream.generate(() -> next(client)).limit(100)).contains(-1);
    }

    private static int next(Socket client) {
        try {
            return client.getInputStream().read();
        } catch (SocketTimeoutException open) {
            throw new AssertionError("still open", open);
        } catch (IOException reset) {
            return -1;
        }
    }

    /** TLS on a connection, the handshake done as far as the client has a part in it. */
    static SSLSocket over(Socket connected, PemFiles files, String... protocols) throws IOException {
        try {
            SSLSocket socket = ClientTls.of(files).over(connected, "127.0.0.1");
            if (protocols.length > 0) {
                socket.setEnabledProtocols(protocols);
            }
            socket.startHandshake();
            return socket;
        } catch (UnusableFileException unusable) {
            throw new AssertionError(unusable);
        }
    }

    /** The same with files that nobody has tried before, such as a certificate that is over. */
    static SSLSocket untried(Socket connected, Issued issued) throws IOException {
        var context = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .keyManager(new File(issued.certificate()), new File(issued.key()))
                .trustManager(new File(issued.ca()))
                .build();
        return (SSLSocket) ((JdkSslContext) context)
                .context()
                .getSocketFactory()
                .createSocket(connected, "127.0.0.1", connected.getPort(), true);
    }

    static Issued issue(TestAuthority authority, String subject, String alias, String... more) {
        try {
            return authority.issueTo(subject, alias, HERE, more);
        } catch (IOException | InterruptedException | GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    /** Another CA of the same name, which clients take for ours: they show what it issued. */
    static TestAuthority namesake() {
        return authority(directory());
    }

    private static TestAuthority authority(Path directory) {
        try {
            return new TestAuthority(directory, "ours");
        } catch (IOException | InterruptedException | GeneralSecurityException failed) {
            throw new AssertionError(failed);
        }
    }

    private static Path directory() {
        try {
            Path directory = Files.createTempDirectory("gateway-tls");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
            return directory;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
