package dev.echobus.wire.tls;

import dev.echobus.common.Causes;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS on blocking sockets that connect: whom they trust, and what they show. Any thread; immutable. */
public final class ClientTls {

    /** In memory alone. */
    private static final char[] NO_PASSWORD = new char[0];

    private final SSLContext context;
    private final PemFiles files;

    private final boolean isHostNamed;

    private ClientTls(SSLContext context, PemFiles files, boolean isHostNamed) {
        this.context = context;
        this.files = files;
        this.isHostNamed = isHostNamed;
    }

    /**
     * Reads the files. Blocks.
     *
     * @param files without CAs those of the JVM are trusted; without a certificate none is shown
     * @throws UnusableFileException when one cannot be used
     */
    public static ClientTls of(PemFiles files) throws UnusableFileException {
        return of(files, true);
    }

    /**
     * The same for a server whose own certificate is at hand, as the authority: what it names does not matter then. Blocks.
     *
     * @throws UnusableFileException when a file cannot be used
     */
    public static ClientTls pinned(PemFiles files) throws UnusableFileException {
        return of(files, false);
    }

    private static ClientTls of(PemFiles files, boolean isHostNamed) throws UnusableFileException {
        PemFiles.Identity identity = files.certificate().isSet() ? files.identity() : null;
        List<? extends Certificate> trusted = files.authorities().isSet() ? files.trusted() : List.of();
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    identity == null ? null : keys(identity), trusted.isEmpty() ? null : authorities(trusted), null);
            return new ClientTls(context, files, isHostNamed);
        } catch (GeneralSecurityException | IOException unusable) {
            throw new UnusableFileException(files.certificate(), Causes.describe(unusable));
        }
    }

    /** What names the files, for who explains a failure. */
    public PemFiles files() {
        return files;
    }

    /**
     * TLS on a connected socket, without its handshake yet: the certificate there must name the host, unless it is pinned.
     *
     * @throws IOException when the socket is gone
     */
    public SSLSocket over(Socket connected, String host) throws IOException {
        var socket = (SSLSocket) context.getSocketFactory().createSocket(connected, host, connected.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm(isHostNamed ? "HTTPS" : "");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private static KeyManager[] keys(PemFiles.Identity identity) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry("own", identity.key(), NO_PASSWORD, identity.chain().toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] authorities(List<? extends Certificate> trusted)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        for (Certificate authority : trusted) {
            store.setCertificateEntry("ca" + store.size(), authority);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }
}
