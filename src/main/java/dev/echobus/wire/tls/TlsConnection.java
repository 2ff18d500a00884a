package dev.echobus.wire.tls;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * TLS of one accepted socket. Stands behind Netty's handler and makes of it what the handlers after it know of a plain
 * socket: an end of input is one, however it is said, and a failure of TLS breaks the connection. Event loop only.
 */
public final class TlsConnection extends ChannelInboundHandlerAdapter {

    static final String NAME = "tls-connection";

    private final SslHandler handler;
    private final TlsRecords records;
    private final HandshakeListener listener;

    private boolean isSecured;
    private boolean isInputClosed;
    private boolean isOver;

    TlsConnection(SslHandler handler, TlsRecords records, HandshakeListener listener) {
        this.handler = handler;
        this.records = records;
        this.listener = listener;
    }

    /** That of a channel, or null of one without TLS. */
    public static @Nullable TlsConnection of(Channel channel) {
        return (TlsConnection) channel.pipeline().get(NAME);
    }

    /** Subject of the certificate that the client showed, in the form of RFC 2253; empty when it showed none. */
    public Optional<String> subject() {
        try {
            var certificate = (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
            return Optional.of(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    /** Bytes of a record that has not come whole: nothing of it has been handed on. */
    public int unfinishedBytes() {
        return records.unfinishedBytes();
    }

    /** Says that nothing more will be written; done when that has been sent. */
    public ChannelFuture endOutput() {
        return handler.closeOutbound();
    }

    /** Closes the socket without a word: the end of TLS would wait for a client that does not read. */
    public void cut() {
        records.close();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            complete(context, handshake.cause());
        } else if (event instanceof SslCloseCompletionEvent end) {
            if (end.isSuccess()) {
                closeInput(context, ChannelInputShutdownEvent.INSTANCE);
            }
        } else if (event instanceof ChannelInputShutdownEvent) {
            if (isSecured && !isInputClosed) {
                listener.onCutShort();
            }
            closeInput(context, event);
        } else {
            context.fireUserEventTriggered(event);
        }
    }

    /** Netty wraps what TLS says, and tells it also when the handshake has failed of it. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable inner = TlsCauses.of(cause);
        if (isSecured) {
            context.fireExceptionCaught(inner);
        } else if (!(inner instanceof SSLException)) {
            context.close();
        }
    }

    private void complete(ChannelHandlerContext context, @Nullable Throwable failure) {
        if (failure != null) {
            fail(failure);
            return;
        }
        isSecured = true;
        records.refuseHandshakes(() -> refuse(context));
        listener.onSecured();
    }

    private void fail(Throwable failure) {
        if (isOver || isSecured) {
            return;
        }
        isOver = true;
        Throwable cause = TlsCauses.of(failure);
        if (!TlsCauses.isClosed(cause)) {
            listener.onFailed(TlsCauses.text(cause));
        } else if (records.hasBegun()) {
            listener.onFailed("closed during the handshake");
        } else {
            listener.onLeft();
        }
    }

    /** In TLS 1.2 a client may ask for any number of handshakes, each of which costs us more than it. */
    private void refuse(ChannelHandlerContext context) {
        if (!isOver) {
            isOver = true;
            listener.onFailed("asks for another handshake");
            context.close();
        }
    }

    private void closeInput(ChannelHandlerContext context, Object event) {
        if (!isInputClosed) {
            isInputClosed = true;
            context.fireUserEventTriggered(event);
        }
    }
}
