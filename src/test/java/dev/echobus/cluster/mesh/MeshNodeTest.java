package dev.echobus.cluster.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which nodes there are, and where others dial their listeners. */
class MeshNodeTest {

    private static final String ADDRESS = "10.0.0.1:5701";

    @Test
    void aListenerOnAllAddressesIsDialledAtTheAddressOfTheMember() {
        assertThat(dialled(ADDRESS, "tcp://0.0.0.0:9999")).containsExactly("10.0.0.1:9999");
        assertThat(dialled("[fd00::1]:5701", "tcp://[::]:9999")).containsExactly("[fd00::1]:9999");
    }

    @Test
    void aListenerOnOneAddressIsDialledThere() {
        assertThat(dialled(ADDRESS, "tcp://192.0.2.7:9999", "tcp://echo.example:1"))
                .containsExactly("192.0.2.7:9999", "echo.example:1");
    }

    @Test
    void loopbackIsDialledOnlyWhereTheMembersAreOnItToo() {
        assertThat(dialled(ADDRESS, "tcp://127.0.0.1:9999", "tcp://localhost:9999"))
                .isEmpty();
        assertThat(dialled("127.0.0.1:5701", "tcp://127.0.0.1:9999")).containsExactly("127.0.0.1:9999");
    }

    @Test
    void whatIsNoTcpIsNotDialled() {
        assertThat(dialled(ADDRESS, "unix:///run/echobus.sock", "tcp://0.0.0.0:9999"))
                .containsExactly("10.0.0.1:9999");
    }

    @Test
    void aMemberThatSaidNothingIsANodeToo() {
        var info = info("a", ADDRESS, "tcp://0.0.0.0:9999");
        info.getJsonArray("members")
                .add(member("b", "node", "up"))
                .add(member("guest", "guest", "up"))
                .add(member("gone", "node", "lost"));
        assertThat(MeshNode.of(List.of(info)))
                .extracting(MeshNode::name, MeshNode::isSilent)
                .containsExactly(tuple("a", false), tuple("b", true));
    }

    private static List<String> dialled(String address, String... urls) {
        return MeshNode.of(List.of(info("a", address, urls))).get(0).target().listeners().stream()
                .map(listener -> listener.endpoint().authority())
                .toList();
    }

    private static JsonObject info(String node, String address, String... urls) {
        var listeners = new JsonArray();
        for (String url : urls) {
            listeners.add(new JsonObject()
                    .put("name", "echo")
                    .put("url", url)
                    .put("framing", "line")
                    .put("responder", "echo"));
        }
        return new JsonObject()
                .put("node", node)
                .put("listeners", listeners)
                .put("members", new JsonArray().add(member(node, "node", "up").put("address", address)));
    }

    private static JsonObject member(String node, String kind, String state) {
        return new JsonObject()
                .put("node", node)
                .put("address", "10.0.0.9:5701")
                .put("kind", kind)
                .put("state", state);
    }
}
