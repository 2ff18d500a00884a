package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The connections of a node's own clients live on the clients' event loops, those of others on the servers'. */
class OwnLoopTest {

    private static final int USERS = 6;

    private final List<Socket> users = new ArrayList<>();
    private Echobus node;

    @AfterEach
    void stop() throws Exception {
        for (Socket user : users) {
            user.close();
        }
        node.drain().await(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "0.0.0.0", "::1", "::"})
    void usersAreServedInTurnByLoopsThatNoClientIsOn(String host) throws Exception {
        start("server.host=" + host);
        awaitConnections(1);
        Map<String, Integer> before = connectionsByLoop();
        for (int number = 0; number < USERS; number++) {
            connect();
        }
        Map<String, Integer> after = connectionsByLoop();

        assertThat(before.values()).containsExactlyInAnyOrder(0, 0, 1);
        assertThat(after)
                .allSatisfy((loop, connections) ->
                        assertThat(connections).isEqualTo(before.get(loop) == 1 ? 1 : USERS / 2));
    }

    @Test
    void eachOfSeveralClientsHasItsConnectionOnItsLoop() throws Exception {
        start("client.instances=3");
        awaitConnections(3);
        assertThat(connectionsByLoop().values()).containsExactlyInAnyOrder(0, 0, 1, 1, 1);
    }

    @Test
    void aClientThatLostItsConnectionHasTheNextOneThereToo() throws Exception {
        start("server.idleTimeoutMs=300", "client.reconnectMinMs=1", "client.reconnectMaxMs=10");
        Map<String, String> loopsById = new HashMap<>();
        while (loopsById.size() < 4) {
            ask("{}").getJsonArray("connections").stream()
                    .map(JsonObject.class::cast)
                    .forEach(each -> loopsById.put(each.getString("connection"), each.getString("loop")));
        }
        assertThat(loopsById.values().stream().distinct()).hasSize(1);
    }

    @Test
    void whoseClientAsksOthersHasServersForEverybodyAlone() throws Exception {
        start("client.servers=127.0.0.1:1", "client.preferOwnServer=false");
        assertThat(connectionsByLoop()).hasSize(2);
    }

    private void start(String... settings) throws Exception {
        String[] all = Stream.concat(
                        Stream.of("server.port=0", "server.instances=2", "server.drainQuietMs=0"), Stream.of(settings))
                .toArray(String[]::new);
        node = Echobus.start(TestConfigs.of(all)).await(30, TimeUnit.SECONDS);
    }

    private void awaitConnections(int count) throws Exception {
        while (connectionsByLoop().values().stream().mapToInt(Integer::intValue).sum() < count) {
            Thread.onSpinWait();
        }
    }

    private void connect() throws Exception {
        var endpoint = node.listeners().get(0).endpoint().reachable();
        var user = new Socket(InetAddress.getByName(endpoint.host()), endpoint.port());
        users.add(user);
        user.getOutputStream().write('x');
        assertThat(user.getInputStream().read()).isEqualTo('x');
    }

    private Map<String, Integer> connectionsByLoop() throws Exception {
        return ask("{\"limit\":0}").getJsonArray("loops").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(
                        each -> each.getString("loop"), each -> each.getInteger("connections"), Integer::sum));
    }

    private JsonObject ask(String question) throws Exception {
        return node.vertx()
                .eventBus()
                .<JsonObject>request("echobus.connections", new JsonObject(question))
                .await(30, TimeUnit.SECONDS)
                .body();
    }
}
