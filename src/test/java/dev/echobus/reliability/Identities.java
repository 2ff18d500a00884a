package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.process.Program;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What may not be there twice in a cluster: a node in the view of any, and the id of a connection. Follows the
 * connections of all nodes as a guest, for as long as the tests run.
 */
final class Identities implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Guests guests;
    private final Program connections;

    /** Starts a command as a guest of the cluster. */
    interface Guests {
        Program start(String... command) throws IOException;
    }

    Identities(Guests guests) throws IOException {
        this.guests = guests;
        connections = guests.start("bus", "subscribe", "echobus.server.connection", "--json");
    }

    /** Has every node connect to every other, and looks at what they are called. */
    void assertNothingIsThereTwice(List<String> nodes) throws IOException, InterruptedException {
        var views = objects(new JsonObject(output("service", "info", "--json")).getJsonArray("nodes"))
                .toList();
        assertThat(views.stream().map(view -> view.getString("node"))).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(views).allSatisfy(view -> {
            var up = objects(view.getJsonArray("members"))
                    .filter(member -> member.getString("kind").equals("node")
                            && member.getString("state").equals("up"))
                    .toList();
            assertThat(up.stream().map(member -> member.getString("node"))).containsExactlyInAnyOrderElementsOf(nodes);
            assertThat(up.stream().map(member -> member.getString("address"))).doesNotHaveDuplicates();
        });
        int before = ids().size();
        output("mesh", "--nodes", String.valueOf(nodes.size()), "--count", "1");
        Waiting.until(
                "a connection each way", PATIENCE, () -> ids().size() >= before + nodes.size() * (nodes.size() - 1));
        assertThat(ids()).doesNotHaveDuplicates();
    }

    /** Of all connections that were opened since this began. */
    private List<String> ids() {
        return connections
                .out()
                .lines()
                .filter(line -> line.endsWith("}"))
                .map(line -> new JsonObject(line).getValue("body"))
                .map(body -> body instanceof JsonObject event ? event : new JsonObject(String.valueOf(body)))
                .filter(event -> event.getString("event").equals("opened"))
                .map(event -> event.getString("connection"))
                .toList();
    }

    private String output(String... command) throws IOException, InterruptedException {
        try (Program guest = guests.start(command)) {
            assertThat(guest.exitCode()).as(guest.out() + guest.err()).isZero();
            return guest.out();
        }
    }

    private static Stream<JsonObject> objects(JsonArray array) {
        return array.stream().map(JsonObject.class::cast);
    }

    @Override
    public void close() {
        connections.close();
    }
}
