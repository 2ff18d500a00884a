package dev.echobus.wire;

import dev.echobus.wire.tls.HandshakeListener;
import dev.echobus.wire.tls.ServerTls;
import dev.echobus.wire.tls.TlsConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.UnpooledHttpClientConnection;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.VertxHandler;
import java.util.Optional;

/**
 * Every use of Vert.x's internal API: the Netty pipeline of a socket and the Netty buffer of a Vert.x buffer. Vert.x's
 * public socket copies each pooled buffer to the heap, which costs half of bulk throughput, and never lets a peer
 * half-close.
 */
public final class VertxSockets {

    /** The name that Vert.x gives its own, last handler. */
    private static final String VERTX_HANDLER = "handler";

    private static final String EARLY_BYTES = "early-bytes";

    private static final String DECODER = "decoder";

    /**
     * Bytes that the kernel takes of a connection beyond what its peer has room for (TCP_NOTSENT_LOWAT). By itself it
     * takes megabytes and asks for more once a third of them has gone: for so long a peer that reads slowly looks like
     * one that does not read at all.
     */
    private static final long UNSENT_IN_KERNEL_BYTES = 131_072;

    private VertxSockets() {}

    /**
     * Puts our handlers on a socket's pipeline, so that its frames go to a listener and Vert.x sees only its closing.
     * To be called on the socket's event loop, in the turn that handed out the socket, in which {@link WireChannel#start}
     * is to follow: no byte has been read yet.
     */
    public static WireChannel attach(NetSocket socket, FrameCodec codec, WireOptions options) {
        ChannelPipeline pipeline =
                ((NetSocketInternal) socket).channelHandlerContext().pipeline();
        Channel channel = pipeline.channel();
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        // Netty waits for less than the low watermark: less than 0 would never come, and reading never resume.
        int lowBytes = Math.max(1, options.writeLowBytes());
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(lowBytes, options.writeHighBytes()));
        if (options.isPauseStrict()) {
            pauseStrictly(channel, boundReads(channel, options));
        }
        WireChannel wire = addHandlers(pipeline, codec);
        wire.held().useBudget(options.budget());
        TlsConnection tls = TlsConnection.of(channel);
        if (tls != null) {
            wire.input().useTls(tls);
        }
        return wire;
    }

    /**
     * The same for good: Vert.x's own handler goes, and with it the socket object, which takes 5 KB, four of them for a
     * queue that nothing of ours ever enters. Its server still closes the channel when it is closed itself, but tells
     * nobody before, and counts the connection as ended.
     */
    public static WireChannel takeOver(NetSocket socket, FrameCodec codec, WireOptions options) {
        WireChannel wire = attach(socket, codec, options);
        ChannelHandlerContext context = ((NetSocketInternal) socket).channelHandlerContext();
        var vertxHandler = (VertxHandler<?>) context.pipeline().remove(VERTX_HANDLER);
        vertxHandler.channelInactive(context);
        ChannelHandlerContext early = context.pipeline().context(EARLY_BYTES);
        if (early != null) {
            // Not before the channel has been started.
            early.executor().execute(() -> ((EarlyBytes) early.handler()).handOn(early));
        }
        return wire;
    }

    /**
     * Makes a socket of an HTTP request that asks for one, once the request has ended; the headers of its answer have been
     * set. To be called by whoever is handed the request. The socket is to be taken over in the turn in which it is had.
     */
    public static Future<NetSocket> socketOf(HttpServerRequest request) {
        ((HttpServerConnection) request.connection())
                .channelHandlerContext()
                .pipeline()
                .addBefore(VERTX_HANDLER, EARLY_BYTES, new EarlyBytes());
        // The end of the request is still to come, and must not meet the socket's handlers.
        return request.end().compose(ended -> request.toNetSocket());
    }

    /**
     * Bounds the reads of a socket that is taken over later, when a byte has been read. To be called in the turn in which a
     * server has handed it out.
     */
    public static void boundReads(NetSocket socket, WireOptions options) {
        boundReads(((NetSocketInternal) socket).channelHandlerContext().channel(), options);
    }

    /** The same for a connection of a server of plain HTTP, whose socket is had once a request has come. */
    public static void boundReads(HttpConnection connection, WireOptions options) {
        boundReads(((HttpServerConnection) connection).channelHandlerContext().channel(), options);
    }

    /**
     * Begins to speak TLS on a socket that a server of plain TCP has just handed out. To be called in that turn: the socket
     * may be taken over once it is secured.
     */
    public static void secure(NetSocket socket, ServerTls tls, HandshakeListener listener) {
        tls.begin(((NetSocketInternal) socket).channelHandlerContext().channel(), listener);
    }

    /** The same for a connection of a server of plain HTTP: requests follow once it is secured. */
    public static void secure(HttpConnection connection, ServerTls tls, HandshakeListener listener) {
        tls.begin(((HttpServerConnection) connection).channelHandlerContext().channel(), listener);
    }

    /**
     * Closes the socket of a connection of a server of HTTP at once, also once a WebSocket has it. What is written and not
     * sent is lost: Vert.x's own closing waits for that, for ever where the peer does not read, and its handler would have
     * its say in any other.
     */
    public static void cut(HttpConnection connection) {
        cut(((HttpServerConnection) connection).channelHandlerContext().channel());
    }

    /** The same for a connection that a client of HTTP has opened by itself, outside any pool. Any thread. */
    public static void cut(HttpClientConnection connection) {
        cut(((UnpooledHttpClientConnection) connection)
                .unwrap()
                .channelHandlerContext()
                .channel());
    }

    private static void cut(Channel channel) {
        ChannelHandlerContext first = channel.pipeline().firstContext();
        // One that has been closed has none.
        if (first != null) {
            first.close();
        }
    }

    /** Subject of the certificate that the client of a socket showed, in the form of RFC 2253. */
    public static Optional<String> subjectOf(NetSocket socket) {
        var channel = ((NetSocketInternal) socket).channelHandlerContext().channel();
        TlsConnection tls = TlsConnection.of(channel);
        return tls == null ? Optional.empty() : tls.subject();
    }

    /** A view of a Vert.x buffer's bytes, not to be released by the caller more than once. */
    public static ByteBuf bytesOf(Buffer buffer) {
        return ((BufferInternal) buffer).getByteBuf();
    }

    /** A Vert.x buffer with a copy of the bytes. */
    public static Buffer copyOf(ByteBuf bytes) {
        return BufferInternal.buffer(Unpooled.copiedBuffer(bytes));
    }

    /** The bounds that its reads have; those of the first call, as Netty asks once for what allocates a channel's buffers. */
    private static PausableReceiveAllocator boundReads(Channel channel, WireOptions options) {
        if (channel.config().<RecvByteBufAllocator>getRecvByteBufAllocator()
                instanceof PausableReceiveAllocator bounded) {
            return bounded;
        }
        var bounded = new PausableReceiveAllocator(options.receiveMaxBytes(), options.budget());
        channel.config().setRecvByteBufAllocator(bounded);
        return bounded;
    }

    /** Only epoll's read loop reads on while it is paused; io_uring's has no place for a refusal, and needs none. */
    private static void pauseStrictly(Channel channel, PausableReceiveAllocator reads) {
        if (channel instanceof AbstractEpollStreamChannel) {
            reads.refuseWhilePaused();
            EpollRegistration.keep(channel);
            if (channel instanceof EpollSocketChannel && channel.isOpen()) {
                channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL_BYTES);
            }
        }
    }

    /** What it holds goes on to the handler after it. */
    static void removeDecoder(ChannelPipeline pipeline) {
        if (pipeline.get(DECODER) != null) {
            pipeline.remove(DECODER);
        }
    }

    /** Without a socket, for tests of the handlers as they stand together. */
    static WireChannel addHandlers(ChannelPipeline pipeline, FrameCodec codec) {
        var wire = new WireChannel(pipeline.channel(), codec);
        codec.newDecoder(wire).ifPresent(decoder -> {
            var gate = new InputGate(wire);
            pipeline.addBefore(VERTX_HANDLER, "input-gate", gate);
            pipeline.addBefore(VERTX_HANDLER, DECODER, decoder);
            wire.useGate(gate);
        });
        pipeline.addBefore(VERTX_HANDLER, "wire", wire);
        return wire;
    }
}
