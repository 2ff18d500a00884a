package dev.echobus.gateway.client;

import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Causes;
import dev.echobus.config.Secret;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The bus through a gateway: one session. A thread reads and calls receivers, so that a slow receiver is the gateway's to
 * bound; another asks for signs of life and ends what waits too long. What is in flight is the caller's to bound.
 */
public final class GatewayLink implements BusLink {

    private static final int CONNECT_TIMEOUT_MS = 5_000;

    /** How long the gateway may take to acknowledge a frame. */
    private static final int ACK_TIMEOUT_MS = 5_000;

    /** What the gateway's own time-out, which says more, may come later than ours. */
    private static final int GRACE_MS = 500;

    private static final int TICK_MS = 250;

    private static final int TICKS_A_PING = 20;

    /** Three signs of life that were asked for have not come: the gateway, or the network, is dead. */
    private static final int SILENCE_MS = 3 * TICKS_A_PING * TICK_MS;

    /** What answers a ping; no acknowledgement has this name, as those are numbers. */
    private static final String PONG = "pong";

    private final GatewayTarget gateway;
    private final FrameSocket socket;
    private final Expected expected = new Expected();
    private final Map<String, Registration> registrations = new ConcurrentHashMap<>();
    private final AtomicLong lastName = new AtomicLong();
    private final CountDownLatch over = new CountDownLatch(1);

    /** What the gateway said of the session as a whole, before it closed it. */
    private volatile String lastWords = "";

    private record Registration(Receiver receiver, Consumer<LinkException> onLost) {}

    private GatewayLink(GatewayTarget gateway, FrameSocket socket) {
        this.gateway = gateway;
        this.socket = socket;
    }

    /**
     * Begins a session.
     *
     * @param token shows who it is; {@link Secret#NONE} for nobody
     * @throws LinkException when there is no gateway, or it does not know the token
     */
    public static GatewayLink open(GatewayTarget gateway, Secret token) throws LinkException, InterruptedException {
        GatewayLink link;
        try {
            link = new GatewayLink(gateway, FrameSocket.open(gateway, CONNECT_TIMEOUT_MS, SILENCE_MS));
        } catch (IOException failure) {
            throw new LinkException("cannot connect to the gateway " + gateway + ": " + failure.getMessage(), failure);
        }
        start("gateway-reader", link::readAll);
        start("gateway-ticks", link::tick);
        if (token.isSet()) {
            try {
                link.acknowledged("auth", "token", token.value());
            } catch (LinkException unknown) {
                link.close();
                throw unknown;
            }
        }
        return link;
    }

    /**
     * Asks the gateway for a sign of life. One caller at a time.
     *
     * @throws LinkException when none comes
     */
    public void ping() throws LinkException, InterruptedException {
        awaitAck(PONG, FrameText.ping());
    }

    @Override
    public void send(BusMessage message) throws LinkException, InterruptedException {
        String ack = name();
        awaitAck(ack, FrameText.message("send", ack, message));
    }

    @Override
    public void publish(BusMessage message) throws LinkException, InterruptedException {
        String ack = name();
        awaitAck(ack, FrameText.message("publish", ack, message));
    }

    @Override
    public void request(BusMessage message, RetryPolicy policy, Consumer<Answer> receiver) {
        String replyAddress = name();
        expected.answer(replyAddress, policy.deadlineMs() + GRACE_MS, receiver);
        write(FrameText.request(replyAddress, message, policy.deadlineMs()));
    }

    @Override
    public void subscribe(String address, Receiver receiver, Consumer<LinkException> onLost)
            throws LinkException, InterruptedException {
        registrations.put(address, new Registration(receiver, onLost));
        acknowledged("register", "address", address);
    }

    @Override
    public void unsubscribe(String address) throws LinkException, InterruptedException {
        if (registrations.containsKey(address)) {
            // The gateway serves frames in their order: what was replied before has been taken then.
            acknowledged("unregister", "address", address);
            registrations.remove(address);
        }
    }

    @Override
    public String repeats(int requestsRetried) {
        return "";
    }

    @Override
    public void close() {
        registrations.clear();
        over.countDown();
        socket.close();
    }

    private void acknowledged(String type, String member, String value) throws LinkException, InterruptedException {
        String ack = name();
        awaitAck(ack, FrameText.acknowledged(type, ack, member, value));
    }

    private void awaitAck(String ack, byte[] frame) throws LinkException, InterruptedException {
        var acknowledgement = expected.acknowledgement(ack);
        write(frame);
        acknowledgement.await(ACK_TIMEOUT_MS, gateway.endpoint());
    }

    private void write(byte[] frame) {
        try {
            socket.write(frame);
        } catch (IOException broken) {
            lose(Causes.describe(broken));
        }
    }

    private void readAll() {
        try {
            ReceivedFrame frame = socket.read();
            boolean hasSaidSomething = frame != null;
            while (frame != null) {
                take(frame);
                frame = socket.read();
            }
            lose(gateway.describeEnd(hasSaidSomething));
        } catch (IOException broken) {
            lose(gateway.describe(broken));
        }
    }

    private void take(ReceivedFrame frame) throws IOException {
        switch (frame.type()) {
            case "message" -> message(frame);
            case "err" -> {
                if (!expected.fail(frame)) {
                    lastWords = Expected.code(frame);
                }
            }
            case "ack" -> expected.acknowledge(frame.text("ack"));
            case PONG -> expected.acknowledge(PONG);
            case "send", "publish", "register", "auth", "ping" ->
                throw new IOException("what answers is no gateway: it echoes");
            default -> {
                // Something that is newer than this program.
            }
        }
    }

    private void message(ReceivedFrame frame) {
        var message = new BusMessage(frame.text("address"), frame.headers(), frame.body());
        if (expected.reply(message)) {
            return;
        }
        Registration registration = registrations.get(message.address());
        if (registration != null) {
            String replyAddress = frame.text("replyAddress");
            registration.receiver().receive(message, body -> reply(replyAddress, body));
        }
    }

    private void reply(String replyAddress, Object body) {
        if (!replyAddress.isEmpty()) {
            write(FrameText.message("send", null, new BusMessage(replyAddress, Map.of(), body)));
        }
    }

    /** There is no gateway any more, for whoever waits for it. */
    private synchronized void lose(String why) {
        if (over.getCount() == 0) {
            return;
        }
        over.countDown();
        socket.close();
        String lost = "lost the gateway " + gateway + ": " + (lastWords.isEmpty() ? why : lastWords);
        expected.lose(lost);
        registrations.values().forEach(registration -> registration.onLost().accept(new LinkException(lost)));
    }

    private void tick() {
        try {
            for (int ticks = 1; !over.await(TICK_MS, TimeUnit.MILLISECONDS); ticks++) {
                expected.expire();
                if (ticks % TICKS_A_PING == 0) {
                    write(FrameText.ping());
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private String name() {
        return Long.toString(lastName.incrementAndGet());
    }

    static void start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
