package dev.echobus.selftest;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import dev.echobus.config.Secret;
import dev.echobus.gateway.client.GatewayLink;
import dev.echobus.gateway.client.GatewayTarget;
import dev.echobus.wire.tls.UnusableFileException;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The gateway's port for TCP: a session with a ping and, where the rules open it, an echo over the bus. */
final class GatewayWay implements Way {

    static final String NAME = "gateway";

    /** What the link's own time-outs, which say more, may come later than ours. */
    private static final int ANSWER_GRACE_MS = 5_000;

    private final Client client;
    private final Endpoint endpoint;
    private final OwnTls tls;
    private final GatewayQuestion question;

    GatewayWay(Client client, Endpoint endpoint, OwnTls tls, GatewayQuestion question) {
        this.client = client;
        this.endpoint = endpoint;
        this.tls = tls;
        this.question = question;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String address() {
        return endpoint.toString();
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        Optional<Verdict> objection = tls.objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        try {
            Optional<GatewayKey> key = question.key();
            try (var link =
                    GatewayLink.open(target(), key.map(GatewayKey::token).orElse(Secret.NONE))) {
                return asked(link, key);
            }
        } catch (LinkException | UnusableFileException | IOException failure) {
            return Verdict.failed(String.valueOf(failure.getMessage()));
        }
    }

    private GatewayTarget target() throws UnusableFileException {
        return tls.isOn() ? GatewayTarget.pinned(endpoint, tls.files()) : GatewayTarget.plain(endpoint);
    }

    private Verdict asked(GatewayLink link, Optional<GatewayKey> key) throws LinkException, InterruptedException {
        link.ping();
        if (key.isEmpty()) {
            return question.answered(key);
        }
        EchoRequest request = question.request();
        var answers = new ArrayBlockingQueue<Answer>(1);
        link.request(
                new BusMessage(Addresses.CLIENT_ECHO, Map.of(), request.payload()),
                RetryPolicy.forAddress(Addresses.CLIENT_ECHO, client.timeoutMs()),
                answers::offer);
        Answer answer = answers.poll(client.timeoutMs() + ANSWER_GRACE_MS, TimeUnit.MILLISECONDS);
        if (answer instanceof Answer.Replied replied) {
            return request.objectionTo(replied.reply().body())
                    .map(wrong -> Verdict.failed(Addresses.CLIENT_ECHO + ": " + wrong))
                    .orElseGet(() -> question.answered(key));
        }
        if (answer instanceof Answer.Failed failed) {
            return Verdict.failed(Addresses.CLIENT_ECHO + ": " + failed.why());
        }
        if (answer instanceof Answer.Impossible lost) {
            throw lost.why();
        }
        return Verdict.failed(Addresses.CLIENT_ECHO + ": no answer within " + client.timeoutMs() + " ms");
    }
}
