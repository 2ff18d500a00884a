package dev.echobus.selftest;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Endpoint;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The gateway's port for pages and programs by WebSocket: the same session as over TCP. */
final class WebWay implements Way {

    private static final String BASE64 = "base64";
    private static final String REPLY = "selftest";

    private final Client client;
    private final Endpoint endpoint;
    private final OwnTls tls;
    private final GatewayQuestion question;

    WebWay(Client client, Endpoint endpoint, OwnTls tls, GatewayQuestion question) {
        this.client = client;
        this.endpoint = endpoint;
        this.tls = tls;
        this.question = question;
    }

    @Override
    public String name() {
        return "gateway.web";
    }

    @Override
    public String address() {
        return (tls.isOn() ? "wss://" : "ws://") + endpoint.authority() + WebSession.PATH;
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        Optional<Verdict> objection = tls.objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        try {
            Optional<GatewayKey> key = question.key();
            try (var session = WebSession.open(client, endpoint, tls)) {
                session.ask(new JsonObject().put("type", "ping"), "pong");
                return key.isPresent() ? echoed(session, key.get()) : question.answered(key);
            }
        } catch (LinkException | IOException failure) {
            return Verdict.failed(String.valueOf(failure.getMessage()));
        }
    }

    private Verdict echoed(WebSession session, GatewayKey key) throws LinkException, InterruptedException {
        if (key.token().isSet()) {
            var auth = new JsonObject().put("type", "auth").put("ack", REPLY);
            session.ask(auth.put("token", key.token().value()), "ack");
        }
        EchoRequest request = question.request();
        var headers = new JsonObject().put("encoding", BASE64).put("timeout", client.timeoutMs());
        JsonObject answer = session.ask(
                new JsonObject()
                        .put("type", "send")
                        .put("address", Addresses.CLIENT_ECHO)
                        .put("replyAddress", REPLY)
                        .put("headers", headers)
                        .put("body", Base64.getEncoder().encodeToString(request.payload())),
                "message");
        return request.objectionTo(body(answer))
                .map(wrong -> Verdict.failed(Addresses.CLIENT_ECHO + ": " + wrong))
                .orElseGet(() -> question.answered(Optional.of(key)));
    }

    private static byte @Nullable [] body(JsonObject answer) {
        if (!(answer.getValue("body") instanceof String text)) {
            return null;
        }
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }
}
