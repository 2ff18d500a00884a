package dev.echobus.wire.bus;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Members that close a young connection: a guest that leaves closes one, who cannot read what is sent closes each. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ClosedAtOnceTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(OutboundGuard.class);
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final MultiThreadIoEventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    /** Of the latest connection. */
    private Inactive end = new Inactive();

    private final BusGuard guard = new BusGuard(new BusLimits(1_024, 1_024, false), new Refusals());

    @BeforeEach
    void listen() {
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void close() {
        logger.detachAppender(events);
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @Test
    void theFirstTimeIsNotWarnedOfAndTheSecondIsByWhoItWas() throws Exception {
        try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closeAtOnce(first);
            closeAtOnce(second);
            assertThat(lines()).isEmpty();
            closeAtOnce(first);
            assertThat(lines())
                    .containsExactly("the bus of 127.0.0.1:" + first.getLocalPort()
                            + " closes each connection at once: it says why, and may have TLS"
                            + " (cluster.tls.certificate)");
        }
    }

    @Test
    void whatTheBusClosesItselfIsNobodysFault() throws Exception {
        try (var member = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int time = 0; time < 3; time++) {
                Channel channel = connect(member);
                try (var accepted = member.accept()) {
                    channel.close().sync();
                    assertThat(accepted.getInputStream().read()).isNegative();
                }
            }
            assertThat(lines()).isEmpty();
        }
    }

    private void closeAtOnce(ServerSocket member) throws IOException, InterruptedException {
        connect(member);
        member.accept().close();
        // Only then is the guard told, and before the handler behind it.
        end.seen.await();
    }

    private Channel connect(ServerSocket member) throws InterruptedException {
        guard.expect("peer", "127.0.0.1", member.getLocalPort());
        end = new Inactive();
        return new Bootstrap()
                .group(loop)
                .channelFactory(guard.guarding(NioSocketChannel::new))
                .handler(end)
                .connect("127.0.0.1", member.getLocalPort())
                .sync()
                .channel();
    }

    private List<String> lines() {
        return events.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** Stands behind the guard, and sees the end after it. */
    private static final class Inactive extends ChannelInboundHandlerAdapter {

        final CountDownLatch seen = new CountDownLatch(1);

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            seen.countDown();
        }
    }

    private static final class Refusals implements BusRefusals {

        @Override
        public Throwable overloaded(String detail) {
            return new IOException(detail);
        }

        @Override
        public Throwable notConnected(String detail) {
            return new IOException(detail);
        }

        @Override
        public Throwable tooLarge(String detail) {
            return new IOException(detail);
        }
    }
}
