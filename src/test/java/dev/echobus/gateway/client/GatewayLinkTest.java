package dev.echobus.gateway.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.echobus.FreePorts;
import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusLinkContract;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import dev.echobus.config.Secret;
import dev.echobus.gateway.GatewayUnderTest;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The bus through a gateway, over real sockets; and what is told where there is no gateway, or no more. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class GatewayLinkTest implements BusLinkContract {

    private static final String TOKEN = "a token that nobody guesses";

    private final GatewayUnderTest gateway = GatewayUnderTest.start(
            "gateway.tokens.operator.token=" + TOKEN,
            "gateway.rules.secret.identity=operator",
            "gateway.rules.secret.address=secret",
            "gateway.rules.secret.publish=true",
            "gateway.rules.audit.address=" + Addresses.SERVICE_AUDIT,
            "gateway.rules.audit.send=true",
            "gateway.sessionsMax=3");

    @SuppressWarnings("NullAway.Init") // Before each test.
    private BusLink link;

    @BeforeEach
    void open() throws LinkException, InterruptedException {
        link = open(Secret.NONE);
    }

    @AfterEach
    void close() {
        link.close();
        gateway.close();
    }

    @Override
    public EventBus bus() {
        return gateway.bus();
    }

    @Override
    public BusLink link() {
        return link;
    }

    @Test
    void aPingIsAnsweredByTheGatewayAndByNobodyAfterIt() throws InterruptedException, LinkException {
        var session = GatewayLink.open(GatewayTarget.plain(endpoint()), Secret.NONE);
        session.ping();
        session.ping();
        gateway.close();
        assertThatThrownBy(session::ping).hasMessageStartingWith("lost the gateway " + endpoint() + ": ");
        session.close();
    }

    @Test
    void whatNoRuleAllowsIsRefusedByItsName() throws InterruptedException {
        var message = new BusMessage("closed", Map.of(), "x");
        var answers = new LinkedBlockingQueue<Answer>();
        link.request(message, RetryPolicy.ofDefaults(false), answers::add);

        assertThat(take(answers)).isEqualTo(new Answer.Failed("refused by the gateway: access_denied", 1));
        assertThatThrownBy(() -> link.send(message)).hasMessage("refused by the gateway: access_denied");
        assertThatThrownBy(() -> link.publish(message)).hasMessage("refused by the gateway: access_denied");
        assertThatThrownBy(() -> link.subscribe("closed", (got, reply) -> {}, lost -> {}))
                .hasMessage("refused by the gateway: access_denied");
    }

    /** All its attempts would time out, and the nodes audit as often, if it had the time of other requests. */
    @Test
    void anAuditIsAskedForOnceAndHasItsTime() throws InterruptedException {
        var asked = new LinkedBlockingQueue<Message<Object>>();
        GatewayUnderTest.result(
                bus().consumer(Addresses.SERVICE_AUDIT, asked::add).completion());
        var answers = new LinkedBlockingQueue<Answer>();
        var message = new BusMessage(Addresses.SERVICE_AUDIT, Map.of(), "x");
        link.request(message, RetryPolicy.forAddress(message.address(), 12_000), answers::add);

        Message<Object> first = take(asked);
        assertThat(asked.poll(3 * RetryPolicy.DEFAULT_ATTEMPT_TIMEOUT_MS, TimeUnit.MILLISECONDS))
                .isNull();
        first.reply("audit");
        assertThat(((Answer.Replied) take(answers)).reply().body()).isEqualTo("audit");
    }

    @Test
    void aTokenShowsWhoItIs() throws InterruptedException, LinkException {
        bus().consumer("secret", message -> {});
        try (var operator = open(new Secret(TOKEN))) {
            operator.publish(new BusMessage("secret", Map.of(), "x"));
        }
        assertThatThrownBy(() -> open(new Secret(TOKEN + "?")))
                .hasMessage("lost the gateway " + endpoint() + ": invalid_token");
    }

    @Test
    void aGatewayWithoutAPlaceSaysSo() throws InterruptedException, LinkException {
        try (var second = open(Secret.NONE);
                var third = open(Secret.NONE)) {
            bus().consumer("open.x", consumed -> {});
            var message = new BusMessage("open.x", Map.of(), "x");
            second.send(message);
            third.send(message);
            assertThatThrownBy(() -> {
                        try (var fourth = open(Secret.NONE)) {
                            fourth.send(message);
                        }
                    })
                    .hasMessage("lost the gateway " + endpoint() + ": too_many_sessions");
        }
    }

    @Test
    void whoWaitsIsToldThatTheGatewayIsGone() throws InterruptedException, LinkException, IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lonely = open(Endpoint.tcp("127.0.0.1", server.getLocalPort()), Secret.NONE);
                Socket session = server.accept()) {
            var answers = new LinkedBlockingQueue<Answer>();
            lonely.request(new BusMessage("a", Map.of(), "x"), RetryPolicy.ofDefaults(false), answers::add);
            session.getInputStream().readNBytes(4);
            session.shutdownOutput();

            assertThat(((Answer.Impossible) take(answers)).why())
                    .hasMessageStartingWith(
                            "UNKNOWN_OUTCOME (3): lost the gateway tcp://127.0.0.1:" + server.getLocalPort() + ": ");
            lonely.request(new BusMessage("a", Map.of(), "x"), RetryPolicy.ofDefaults(false), answers::add);
            assertThat(take(answers)).isInstanceOf(Answer.Impossible.class);
        }
    }

    @Test
    void aSubscriptionIsToldThatTheGatewayIsGone() throws InterruptedException, LinkException {
        var lost = new LinkedBlockingQueue<LinkException>();
        link.subscribe("open.news", (message, reply) -> {}, lost::add);

        gateway.undeploy();

        assertThat(take(lost)).hasMessage("lost the gateway " + endpoint() + ": draining");
    }

    @Test
    void aGatewayThatSaysNothingIsNotWaitedForLongerThanTheDeadline()
            throws InterruptedException, LinkException, IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lonely = open(Endpoint.tcp("127.0.0.1", server.getLocalPort()), Secret.NONE)) {
            var answers = new LinkedBlockingQueue<Answer>();
            var policy = RetryPolicy.forAddress("a", 100);
            lonely.request(new BusMessage("a", Map.of(), "x"), policy, answers::add);

            assertThat(((Answer.Failed) take(answers)).why()).startsWith("TIMEOUT (-1): no reply; in ");
        }
    }

    @Test
    void aServerOfAnotherProtocolIsNoGateway() throws InterruptedException, LinkException, IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var lonely = open(Endpoint.tcp("127.0.0.1", server.getLocalPort()), Secret.NONE);
                Socket session = server.accept()) {
            session.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThatThrownBy(() -> lonely.send(new BusMessage("a", Map.of(), "x")))
                    .hasMessageEndingWith(": what answers is no gateway: a frame of 1213486160 bytes");
        }
    }

    @Test
    void aPortWhereNobodyListensIsToldAsOfEveryConnection() throws IOException {
        int port = FreePorts.next();
        assertThatThrownBy(() -> open(Endpoint.tcp("127.0.0.1", port), Secret.NONE))
                .hasMessage("cannot connect to the gateway tcp://127.0.0.1:" + port + ": Connection refused");
        assertThatThrownBy(() -> open(Endpoint.tcp("nowhere.invalid", port), Secret.NONE))
                .hasMessage("cannot connect to the gateway tcp://nowhere.invalid:" + port
                        + ": No address found for this name");
    }

    private BusLink open(Secret token) throws LinkException, InterruptedException {
        return open(endpoint(), token);
    }

    private static BusLink open(Endpoint endpoint, Secret token) throws LinkException, InterruptedException {
        return GatewayLink.open(GatewayTarget.plain(endpoint), token);
    }

    private Endpoint endpoint() {
        return Endpoint.tcp("127.0.0.1", gateway.port());
    }

    private static <T> T take(LinkedBlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS), "nothing came");
    }
}
