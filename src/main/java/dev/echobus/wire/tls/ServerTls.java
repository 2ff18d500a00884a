package dev.echobus.wire.tls;

import dev.echobus.common.Causes;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLException;

/** TLS on accepted sockets, 1.2 and 1.3, by the JDK's own engine: one context for all. Any thread; immutable. */
public final class ServerTls {

    /** Sessions that clients may resume without their certificates being looked at again; the JDK by itself keeps 20,480. */
    private static final int RESUMABLE_MAX = 1_024;

    private final SslContext context;
    private final int handshakeTimeoutMs;

    private ServerTls(SslContext context, int handshakeTimeoutMs) {
        this.context = context;
        this.handshakeTimeoutMs = handshakeTimeoutMs;
    }

    /**
     * Reads the files. Blocks.
     *
     * @param files with CAs, clients must show a certificate of one of them; without, none is asked for
     * @throws UnusableFileException when one cannot be used
     */
    public static ServerTls of(PemFiles files, int handshakeTimeoutMs) throws UnusableFileException {
        PemFiles.Identity identity = files.identity();
        SslContextBuilder builder = SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(SslProvider.JDK)
                .protocols("TLSv1.3", "TLSv1.2")
                .sessionCacheSize(RESUMABLE_MAX);
        if (files.authorities().isSet()) {
            builder.trustManager(files.trusted().toArray(X509Certificate[]::new))
                    .clientAuth(ClientAuth.REQUIRE);
        }
        try {
            return new ServerTls(builder.build(), handshakeTimeoutMs);
        } catch (SSLException unusable) {
            throw new UnusableFileException(files.certificate(), Causes.describe(unusable));
        }
    }

    /**
     * Begins to speak TLS on an accepted socket, before all handlers that there are. To be called on its event loop, before
     * a byte has been read.
     */
    public void begin(Channel channel, HandshakeListener listener) {
        SslHandler handler = context.newHandler(channel.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMs);
        var records = new TlsRecords();
        channel.pipeline()
                .addFirst(TlsConnection.NAME, new TlsConnection(handler, records, listener))
                .addFirst("ssl", handler)
                .addFirst("tls-records", records);
    }
}
