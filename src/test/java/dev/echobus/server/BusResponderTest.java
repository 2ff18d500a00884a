package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.FailureCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Replies from the bus: their order, their bound, and what happens when there is none. */
class BusResponderTest {

    private static final String[] LINES = {"server.framing=line", "server.responder=bus"};

    @Test
    void withoutAConsumerTheConnectionClosesAndSaysWhy() {
        try (var server = ServerUnderTest.start(LINES);
                var client = server.connect()) {
            assertThat(client.send("hello\n").readToEnd()).isEmpty();
            client.closeOutput();
            server.event("opened");
            assertThat(server.event("closed").getString("reason"))
                    .startsWith("no reply from the bus: ")
                    .contains("NO_HANDLERS");
        }
    }

    @Test
    void aLateReplyClosesTheConnection() {
        try (var server = ServerUnderTest.start(LINES[0], LINES[1], "server.responderTimeoutMs=50");
                var client = server.connect()) {
            server.vertx.eventBus().consumer(Addresses.SERVER_REPLY, message -> {});
            assertThat(client.send("hello\n").readToEnd()).isEmpty();
            client.closeOutput();
            server.event("opened");
            assertThat(server.event("closed").getString("reason"))
                    .contains("TIMEOUT (-1): no reply; 1 attempt in ", " ms, not repeated as it may have been served");
        }
    }

    @Test
    void aMessageThatNobodyTookYetIsAskedForAgain() {
        try (var server = ServerUnderTest.start(LINES);
                var client = server.connect()) {
            var asked = new AtomicInteger();
            server.vertx.eventBus().consumer(Addresses.SERVER_REPLY, message -> {
                boolean isFree = asked.incrementAndGet() > 2;
                message.reply(isFree ? message.body() : FailureCode.OVERLOADED.with("for now"));
            });
            assertThat(client.send("hello\n").closeOutput().readToEnd()).isEqualTo("hello\n");
            assertThat(server.total("busRetries")).isEqualTo(2);
            assertThat(server.total("busRetriesRefused")).isZero();
        }
    }

    /** Two consumers in turn, one of them silent: the other has answered all within the time for one message. */
    @Test
    void whatMayBeAskedTwiceIsAskedOfAnotherConsumerInTime() {
        try (var server = ServerUnderTest.start(
                        LINES[0],
                        LINES[1],
                        "server.responderIdempotent=true",
                        "server.responderAttemptTimeoutMs=100",
                        "server.responderTimeoutMs=20000");
                var client = server.connect()) {
            server.vertx.eventBus().consumer(Addresses.SERVER_REPLY, message -> {});
            server.vertx.eventBus().consumer(Addresses.SERVER_REPLY, message -> message.reply(message.body()));
            assertThat(client.send("1\n2\n3\n4\n").closeOutput().readToEnd()).isEqualTo("1\n2\n3\n4\n");
            assertThat(server.total("busRetries")).isPositive();
        }
    }

    @Test
    void messagesThatAllFailSpendTheBudgetAndSayThat() {
        try (var server = ServerUnderTest.start(LINES[0], LINES[1], "server.responderInFlightMax=1000");
                var client = server.connect()) {
            server.vertx
                    .eventBus()
                    .consumer(
                            Addresses.SERVER_REPLY, message -> message.reply(FailureCode.OVERLOADED.with("for good")));
            assertThat(client.send("x\n".repeat(1_000)).readToEnd()).isEmpty();
            client.closeOutput();
            server.event("opened");
            assertThat(server.event("closed").getString("reason"))
                    .contains("OVERLOADED (5): for good; ", "the retry budget is spent");
            assertThat(server.total("busRetriesRefused")).isPositive();
        }
    }

    @Test
    void aConsumersFailureIsNamed() {
        try (var server = ServerUnderTest.start(LINES);
                var client = server.connect()) {
            server.vertx.eventBus().consumer(Addresses.SERVER_REPLY, message -> message.fail(5, "too much"));
            assertThat(client.send("hello\n").readToEnd()).isEmpty();
            client.closeOutput();
            server.event("opened");
            assertThat(server.event("closed").getString("reason"))
                    .contains(FailureCode.OVERLOADED.name())
                    .contains("too much");
        }
    }

    @Test
    void aReplyThatTheFramingCannotCarryClosesTheConnection() {
        try (var server = ServerUnderTest.start(LINES);
                var client = server.connect()) {
            server.vertx.eventBus().consumer(Addresses.SERVER_REPLY, message -> message.reply("two\nlines"));
            assertThat(client.send("hello\n").readToEnd()).isEmpty();
            client.closeOutput();
            server.event("opened");
            assertThat(server.event("closed").getString("reason")).contains("line feed");
        }
    }

    @Test
    void textBytesAndNothingAreReplies() {
        try (var server = ServerUnderTest.start(LINES);
                var client = server.connect()) {
            var asked = new AtomicInteger();
            Object[] replies = {"text", Buffer.buffer("bytes"), new byte[] {'a', 'r'}, ""};
            server.vertx
                    .eventBus()
                    .consumer(Addresses.SERVER_REPLY, message -> message.reply(replies[asked.getAndIncrement()]));
            assertThat(client.send("1\n2\n3\n4").closeOutput().readToEnd()).isEqualTo("text\nbytes\nar\n");
        }
    }

    @Test
    void inFlightIsBoundedAndOrderIsKept() throws Exception {
        try (var server = ServerUnderTest.start(LINES[0], LINES[1], "server.responderInFlightMax=2");
                var client = server.connect()) {
            BlockingQueue<Message<Buffer>> asked = new LinkedBlockingQueue<>();
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, asked::add);
            client.send("0\n1\n2\n3\n4\n5\n6\n7\n").closeOutput();
            for (int pair = 0; pair < 4; pair++) {
                Message<Buffer> first = asked.poll(30, TimeUnit.SECONDS);
                Message<Buffer> second = asked.poll(30, TimeUnit.SECONDS);
                assertThat(asked.poll(50, TimeUnit.MILLISECONDS))
                        .as("a third request")
                        .isNull();
                second.reply(second.body());
                assertThat(asked.poll(50, TimeUnit.MILLISECONDS))
                        .as("a request while the second reply waits for the first")
                        .isNull();
                first.reply(first.body());
                assertThat(client.read(4)).isEqualTo("%d\n%d\n".formatted(2 * pair, 2 * pair + 1));
            }
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void repliesInFlightLeaveBeforeAnOverLongLineClosesTheConnection() throws Exception {
        try (var server = ServerUnderTest.start(LINES[0], LINES[1], "server.messageMaxBytes=10");
                var client = server.connect()) {
            BlockingQueue<Message<Buffer>> asked = new LinkedBlockingQueue<>();
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, asked::add);
            client.send("first\nsecond\nthis one is too long\nfourth\n");
            Message<Buffer> first = asked.poll(30, TimeUnit.SECONDS);
            Message<Buffer> second = asked.poll(30, TimeUnit.SECONDS);
            second.reply("2");
            first.reply("1");
            assertThat(client.readToEnd()).isEqualTo("1\n2\n");
            client.closeOutput();
            server.event("opened");
            assertThat(server.event("closed").getString("code")).isEqualTo("MESSAGE_TOO_LARGE");
            assertThat(asked).as("what came after the over-long line").isEmpty();
        }
    }

    @Test
    void aResetAfterTheEndOfInputIsNoticedWhileTheBusThinks() throws Exception {
        try (var server = ServerUnderTest.start(LINES[0], LINES[1], "server.responderTimeoutMs=20000")) {
            BlockingQueue<Message<Buffer>> asked = new LinkedBlockingQueue<>();
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, asked::add);
            try (var client = server.connect()) {
                client.send("hello\n").closeOutput();
                asked.poll(30, TimeUnit.SECONDS);
                client.reset();
            }
            server.event("opened");
            assertThat(server.event("closed").getString("reason")).contains("eset");
        }
    }

    @Test
    void theConsumerLearnsWhoseMessageItHas() throws Exception {
        try (var server = ServerUnderTest.start(LINES);
                var client = server.connect()) {
            BlockingQueue<Message<Buffer>> asked = new LinkedBlockingQueue<>();
            server.vertx.eventBus().<Buffer>consumer(Addresses.SERVER_REPLY, asked::add);
            client.send("hello\r\n");
            Message<Buffer> message = asked.poll(30, TimeUnit.SECONDS);
            assertThat(message.body()).hasToString("hello\r");
            assertThat(message.headers().get(Addresses.CONNECTION_HEADER)).isEqualTo("node1-1");
            assertThat(message.headers().get(Addresses.REMOTE_HEADER)).isEqualTo(client.localAddress());
            assertThat(message.headers().get(Addresses.TIMEOUT_HEADER)).isEqualTo("4900");
            message.reply("you");
            assertThat(client.read(4)).isEqualTo("you\n");
        }
    }
}
