package dev.echobus.dialogue;

import dev.echobus.wire.Ending;
import dev.echobus.wire.FrameCodec;
import dev.echobus.wire.VertxSockets;
import dev.echobus.wire.WireChannel;
import dev.echobus.wire.WireFault;
import dev.echobus.wire.WireListener;
import dev.echobus.wire.WireOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.ByteArrayOutputStream;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection that streams bytes both ways, for {@code echobus connect}. Lives on its event loop; {@link #send} and
 * {@link #closeOutput} may be called from any thread. Bounded: at most one batch of received bytes is being written out
 * and one more collected, and a sender waits while the socket takes no more.
 */
public final class ConnectSession implements WireListener {

    /** Received bytes that may wait for the output before reading pauses. */
    private static final int BATCH_MAX_BYTES = 262_144;

    private static final int WRITE_HIGH_BYTES = 262_144;
    private static final int WRITE_LOW_BYTES = 65_536;

    private final Context context;
    private final WireChannel wire;
    private final FrameCodec codec;
    private final Function<byte[], Future<Void>> output;
    private final Promise<End> ended = Promise.promise();

    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    /** Held because Vert.x closes the connections of a client that nothing refers to any more. */
    private @Nullable NetClient client;

    private boolean isWritingOut;
    private @Nullable Promise<Void> waitingSender;
    private boolean isOutputClosed;
    private boolean isClosed;
    private @Nullable String fault;

    private ConnectSession(Context context, WireChannel wire, FrameCodec codec, Function<byte[], Future<Void>> output) {
        this.context = context;
        this.wire = wire;
        this.codec = codec;
        this.output = output;
    }

    /**
     * How a session ended.
     *
     * @param wasOutputClosed whether we had closed our side, so that nothing of ours was refused
     * @param fault what went wrong, or null when the server closed in order
     */
    public record End(boolean wasOutputClosed, @Nullable String fault) {}

    /**
     * Where a session goes.
     *
     * @param server the server's address
     * @param codec how the server cuts bytes; payloads are framed and unframed by it
     * @param connectTimeoutMs how long connecting may take
     */
    public record Target(SocketAddress server, FrameCodec codec, int connectTimeoutMs) {}

    /**
     * Connects.
     *
     * @param output takes received payload bytes, in order, one batch at a time; its future asks for the next
     */
    public static Future<ConnectSession> open(Vertx vertx, Target target, Function<byte[], Future<Void>> output) {
        Promise<ConnectSession> opened = Promise.promise();
        Context context = vertx.getOrCreateContext();
        // On the session's own loop: the handlers must be in place before the first byte is read.
        context.runOnContext(onLoop -> {
            NetClient client = vertx.createNetClient(new NetClientOptions()
                    .setConnectTimeout(target.connectTimeoutMs())
                    .setTcpNoDelay(true));
            client.connect(target.server())
                    .map(socket ->
                            attach(context, socket, target.codec(), output).keeping(client))
                    .onComplete(opened);
        });
        return opened.future();
    }

    private static ConnectSession attach(
            Context context, NetSocket socket, FrameCodec codec, Function<byte[], Future<Void>> output) {
        var options = new WireOptions(WireOptions.RECEIVE_MAX_BYTES, WRITE_HIGH_BYTES, WRITE_LOW_BYTES, false);
        WireChannel wire = VertxSockets.attach(socket, codec, options);
        var session = new ConnectSession(context, wire, codec, output);
        wire.start(session);
        return session;
    }

    private ConnectSession keeping(NetClient openedBy) {
        client = openedBy;
        return this;
    }

    /** Completes when the server has closed its side and every byte of it has been put out. */
    public Future<End> ended() {
        return ended.future();
    }

    /** Sends one payload, at most one sender at a time; completes when more may be sent. */
    public Future<Void> send(byte[] payload) {
        Promise<Void> taken = Promise.promise();
        context.runOnContext(onLoop -> {
            if (isClosed) {
                taken.fail("the connection is closed");
                return;
            }
            wire.output().write(codec.frame(wire.output().allocator(), Unpooled.wrappedBuffer(payload)));
            wire.output().flush();
            if (wire.output().isWritable()) {
                taken.complete();
            } else {
                waitingSender = taken;
            }
        });
        return taken.future();
    }

    /** Tells the server that nothing more comes; what it still sends is received. */
    public void closeOutput() {
        context.runOnContext(onLoop -> {
            isOutputClosed = true;
            if (!isClosed) {
                wire.output().end();
            }
        });
    }

    /** Closes the connection at once, whatever is on its way. */
    public void close() {
        context.runOnContext(onLoop -> wire.close());
    }

    @Override
    public void onFrame(ByteBuf frame) {
        batch.writeBytes(ByteBufUtil.getBytes(codec.payload(frame)));
        frame.release();
        if (batch.size() >= BATCH_MAX_BYTES) {
            wire.pause();
        }
        putOut();
    }

    @Override
    public void onInputClosed() {
        // The server is done: what we have not sent yet, it will not answer.
        wire.end(Ending.afterFlush());
    }

    @Override
    public void onWritabilityChanged(boolean isWritable) {
        if (isWritable && waitingSender != null) {
            Promise<Void> sender = waitingSender;
            waitingSender = null;
            sender.complete();
        }
    }

    @Override
    public void onFault(WireFault broken) {
        fault = broken.detail();
        wire.close();
    }

    @Override
    public void onClosed() {
        isClosed = true;
        if (waitingSender != null) {
            waitingSender.fail("the connection is closed");
        }
        endWhenPutOut();
    }

    private void putOut() {
        if (isWritingOut || batch.size() == 0) {
            return;
        }
        isWritingOut = true;
        byte[] bytes = batch.toByteArray();
        batch.reset();
        wire.resume();
        output.apply(bytes)
                .onComplete(done -> context.runOnContext(onLoop -> {
                    isWritingOut = false;
                    if (done.failed()) {
                        fault = "output: " + done.cause().getMessage();
                        wire.close();
                    }
                    putOut();
                    endWhenPutOut();
                }));
    }

    private void endWhenPutOut() {
        if (isClosed && !isWritingOut) {
            if (client != null) {
                client.close().onFailure(ended::tryFail);
            }
            ended.tryComplete(new End(isOutputClosed, fault));
        }
    }
}
