package dev.echobus.gateway;

import static dev.echobus.gateway.GatewayClient.frame;
import static dev.echobus.gateway.GatewayClient.request;
import static dev.echobus.gateway.GatewayClient.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * One conversation with Vert.x's own TCP bridge and with the gateway: where that one behaves well, every frame of ours is
 * the same. What differs on purpose is in decision 31.
 */
class OfficialBridgeTest {

    private static final String OPEN = "open.*";

    @Test
    void theConversationIsTheSameFrameForFrame() {
        List<String> official;
        Vertx vertx = Vertx.vertx();
        try {
            var permitted = new PermittedOptions().setAddressRegex("open\\..*");
            var bridge = TcpEventBusBridge.create(
                    vertx, new BridgeOptions().addInboundPermitted(permitted).addOutboundPermitted(permitted));
            GatewayUnderTest.result(bridge.listen(0, "127.0.0.1"));
            int port = actualPort(bridge);
            official = new Conversation(port, vertx.eventBus()).run();
        } finally {
            GatewayUnderTest.result(vertx.close());
        }
        List<String> ours;
        try (var gateway = GatewayUnderTest.start()) {
            ours = new Conversation(gateway.port(), gateway.bus()).run();
        }
        assertThat(official).hasSizeGreaterThan(30);
        assertThat(ours).containsExactlyElementsOf(official);
    }

    private static int actualPort(TcpEventBusBridge bridge) {
        try {
            var field = bridge.getClass().getDeclaredField("server");
            field.setAccessible(true);
            return ((io.vertx.core.net.NetServer) field.get(bridge)).actualPort();
        } catch (ReflectiveOperationException changed) {
            throw new AssertionError(changed);
        }
    }

    /** What is said, and what comes of it, frame after frame. */
    private static final class Conversation {

        private final int port;
        private final EventBus bus;
        private final List<String> heard = new ArrayList<>();

        Conversation(int port, EventBus bus) {
            this.port = port;
            this.bus = bus;
            consumers();
        }

        private void consumers() {
            bus.consumer(
                    "open.echo",
                    (Message<Object> message) -> message.reply(
                            message.body(),
                            new DeliveryOptions()
                                    .addHeader(
                                            "seen",
                                            String.valueOf(message.headers().get("a")))));
            bus.consumer("open.fail", (Message<Object> message) -> message.fail(42, "no such thing"));
            bus.consumer(
                    "open.again",
                    (Message<Object> message) -> message.<Object>replyAndRequest("and you?")
                            .onSuccess(answer -> answer.reply("heard " + answer.body())));
            bus.consumer("open.forward", (Message<Object> message) -> bus.publish("open.sink", message.body()));
        }

        List<String> run() {
            try (var client = GatewayClient.to(port)) {
                requests(client);
                registrations(client);
                denials(client);
            }
            return heard;
        }

        private void requests(GatewayClient client) {
            hear(client.ask(frame("ping", null)));
            var bodies = new ArrayList<Object>(List.of(
                    "text \u20ac \ud83d\ude00 \"quoted\" \n",
                    "",
                    7,
                    5_000_000_000L,
                    1.5,
                    true,
                    new JsonArray("[1,[2],{\"b\":null}]"),
                    new JsonObject("{\"a\":{\"b\":[1.25,null,\"\\u0000\\u007f\"]}}")));
            bodies.add(null);
            for (Object body : bodies) {
                hear(client.ask(request("open.echo", body, "here")));
            }
            hear(client.ask(request("open.echo", "with headers", "here")
                    .put("headers", new JsonObject().put("a", "1").put("n", 2))));
            hear(client.ask(request("open.fail", "x", "here")));
            hear(client.ask(request("open.nobody", "x", "here")));
            JsonObject question = hear(client.ask(request("open.again", "x", "here")));
            hear(client.ask(request(question.getString("replyAddress"), "fine", "there")));
        }

        private void registrations(GatewayClient client) {
            client.send(frame("register", "open.sink"));
            hear(client.ask(frame("ping", null)));
            hear(client.ask(send("open.forward", "one way")));
            hear(client.ask(frame("publish", "open.sink")
                    .put("body", new JsonObject().put("k", "v"))
                    .put("headers", new JsonObject().put("h", "v"))));
            hear(client.ask(send("open.sink", "to itself")));
            // Nobody is there, and nobody is told.
            client.send(send("open.nobody", "lost"));
            client.send(frame("publish", "open.nobody").put("body", "lost"));
            hear(client.ask(frame("ping", null)));
            client.send(request("open.sink", "a request to itself", "back"));
            JsonObject asked = hear(client.receive());
            hear(client.ask(send(asked.getString("replyAddress"), "an answer to itself")));
            answers(client);
            client.send(frame("unregister", "open.sink"));
            hear(client.ask(frame("unregister", "open.sink")));
        }

        private void answers(GatewayClient client) {
            var reply = bus.request("open.sink", "a question");
            JsonObject asked = hear(client.receive());
            client.send(
                    send(asked.getString("replyAddress"), "an answer").put("headers", new JsonObject().put("x", "y")));
            Message<Object> answer = GatewayUnderTest.result(reply);
            heard.add(answer.body() + " " + answer.headers().get("x"));
            // Once is enough.
            hear(client.ask(send(asked.getString("replyAddress"), "again")));

            var failing = bus.request("open.sink", "a hard question");
            String failsAt = hear(client.receive()).getString("replyAddress");
            client.send(frame("send", failsAt).put("failureCode", 7).put("message", "cannot say"));
            ReplyException failure = GatewayUnderTest.failure(failing);
            heard.add(failure.failureType() + " " + failure.failureCode() + " " + failure.getMessage());

            var asking = bus.request("open.sink", "what?");
            String asksAt = hear(client.receive()).getString("replyAddress");
            client.send(request(asksAt, "what what?", "counter"));
            Message<Object> counter = GatewayUnderTest.result(asking);
            counter.reply("that");
            heard.add(String.valueOf(counter.body()));
            hear(client.receive());
        }

        private void denials(GatewayClient client) {
            hear(client.ask(send("closed.address", "x")));
            hear(client.ask(frame("publish", "closed.address").put("body", "x")));
            hear(client.ask(frame("register", "closed.address")));
            hear(client.ask(frame("unregister", "closed.address")));
            hear(client.ask(frame("send", null).put("body", "x")));
            hear(client.ask(frame("register", null)));
        }

        /** Takes a frame down, without what is another in each run or is ours on purpose. */
        private JsonObject hear(JsonObject frame) {
            JsonObject plain = frame.copy();
            if (plain.containsKey("replyAddress")) {
                plain.put("replyAddress", "(a reply address)");
            }
            JsonObject headers = plain.getJsonObject("headers");
            if (headers != null) {
                headers.remove("timeoutMs");
            }
            Map<String, Object> members = new java.util.TreeMap<>(plain.getMap());
            heard.add(new JsonObject(members).encode());
            return frame;
        }
    }
}
