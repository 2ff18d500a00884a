package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a node tells of its connections on the bus, at {@code echobus.connections}. */
class NodeConnectionsTest {

    private final List<Socket> users = new ArrayList<>();
    private Echobus node;

    @BeforeEach
    void start() throws Exception {
        node = Echobus.start(TestConfigs.of(
                        "server.host=127.0.0.1", "server.port=0", "server.drainQuietMs=0", "client.enabled=false"))
                .await(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket user : users) {
            user.close();
        }
        node.drain().await(30, TimeUnit.SECONDS);
    }

    @Test
    void loopsAndThePartThatIsAskedForAreTold() throws Exception {
        Socket quiet = user("x");
        Socket busy = user("a longer one");
        JsonObject answer =
                ask(new JsonObject().put("sort", "bytesIn").put("order", "desc").put("limit", 1));
        assertThat(answer.getString("node")).isNotEmpty();
        assertThat(answer.getInteger("total")).isEqualTo(2);
        assertThat(remotes(answer)).containsExactly("127.0.0.1:" + busy.getLocalPort());
        assertThat(connectionsOfLoops(answer)).isEqualTo(2);
        assertThat(remotes(ask(new JsonObject().put("search", ":" + quiet.getLocalPort()))))
                .containsExactly("127.0.0.1:" + quiet.getLocalPort());
    }

    /** Who looks at loops alone has no table made. */
    @Test
    void withoutAPlaceForOneNoConnectionIsLookedAt() throws Exception {
        user("x");
        JsonObject answer = ask(new JsonObject().put("limit", 0));
        assertThat(answer.fieldNames()).containsExactlyInAnyOrder("node", "loops");
        assertThat(connectionsOfLoops(answer)).isOne();
    }

    /** An answer is one message of the bus, and one frame of a gateway. */
    @Test
    void noMoreThanTwoHundredAreTold() throws Exception {
        for (int i = 0; i < 210; i++) {
            user("x");
        }
        JsonObject answer = ask(new JsonObject().put("limit", 1_000));
        assertThat(answer.getInteger("found")).isEqualTo(210);
        assertThat(answer.getJsonArray("connections")).hasSize(200);
        assertThat(answer.encode().length()).isLessThan(65_536);
    }

    @ParameterizedTest
    @CsvSource({
        "sort, size, 'sort: expected one of connection, remote, listener, state, loop, bytesIn, bytesOut, messages, openMs,"
                + " idleMs'",
        "order, up, 'order: expected asc or desc'",
        "limit, 1001, 'limit: expected 0..1000'",
        "limit, -1, 'limit: expected 0..1000'",
        "offset, x, 'offset: expected 0..10000000'"
    })
    void whoAsksForWhatThereIsNotIsTold(String name, String value, String error) throws Exception {
        assertThat(ask(new JsonObject().put(name, value)).getString("error")).isEqualTo(error);
    }

    private JsonObject ask(JsonObject question) throws Exception {
        return node.vertx()
                .eventBus()
                .<JsonObject>request("echobus.connections", question)
                .await(30, TimeUnit.SECONDS)
                .body();
    }

    private Socket user(String message) throws IOException {
        var user = new Socket(
                InetAddress.getLoopbackAddress(),
                node.listeners().get(0).endpoint().port());
        users.add(user);
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        user.getOutputStream().write(bytes);
        assertThat(user.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        return user;
    }

    private static List<String> remotes(JsonObject answer) {
        return answer.getJsonArray("connections").stream()
                .map(each -> ((JsonObject) each).getString("remote"))
                .toList();
    }

    private static int connectionsOfLoops(JsonObject answer) {
        JsonArray loops = answer.getJsonArray("loops");
        return loops.stream()
                .mapToInt(loop -> ((JsonObject) loop).getInteger("connections"))
                .sum();
    }
}
