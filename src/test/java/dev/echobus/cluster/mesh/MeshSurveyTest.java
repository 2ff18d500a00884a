package dev.echobus.cluster.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.Addresses;
import dev.echobus.common.Endpoint;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.Validator;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What nodes find of each other, each way told apart: by real sockets, and over a real bus. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MeshSurveyTest {

    /** Long enough for a busy machine. */
    private static final int PATIENT_MS = 10_000;

    private final MeshUnderTest mesh = new MeshUnderTest();

    @AfterEach
    void close() throws Exception {
        mesh.close();
    }

    @Test
    void everyNodeReachesEveryOther() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            mesh.node(name, mesh.peer(MeshUnderTest.ECHO));
        }
        MeshReport report = mesh.survey(PATIENT_MS);
        assertThat(report.legs()).hasSize(3 * 2 * 2).allMatch(MeshLeg::isWhole);
        assertThat(report.legs())
                .allMatch(leg -> leg.answered() == MeshUnderTest.COUNT)
                .allMatch(leg -> leg.p50Nanos() > 0 && leg.p50Nanos() <= leg.p99Nanos());
        assertThat(report.rows().get(1).legs())
                .extracting(leg -> leg.way().to())
                .containsExactly("a", "a", "c", "c");
        assertThat(report.isWhole()).isTrue();
        assertThat(report.hasWrongBytes()).isFalse();
        assertFitsSchema(report);
    }

    @Test
    void whatIsWrongWithAListenerIsNamedAndNothingElseIs() throws Exception {
        mesh.node("a", mesh.peer(MeshUnderTest.ECHO));
        mesh.node("corrupt", mesh.peer(peer -> {
            byte[] bytes = new byte[1_024];
            for (int read = peer.getInputStream().read(bytes);
                    read > 0;
                    read = peer.getInputStream().read(bytes)) {
                bytes[3] ^= 1;
                peer.getOutputStream().write(bytes, 0, read);
            }
        }));
        mesh.node("full", mesh.peer(Socket::close));
        mesh.node("refusing", mesh.refusing());
        mesh.node("silent", mesh.peer(MeshUnderTest.SILENCE));
        mesh.node("unresolved", Endpoint.tcp("nosuch.invalid", 1));
        mesh.node("without");

        MeshReport report = mesh.survey(1_000);
        for (MeshRow row : report.rows()) {
            assertThat(row.failure()).isEmpty();
            for (MeshLeg leg : row.legs()) {
                String expected = leg.way().medium() == Medium.BUS
                        ? "none"
                        : expectedOfTcp(leg.way().to());
                assertThat(leg.failure().map(MeshFailure::code).orElse("none"))
                        .as("%s to %s by %s", row.node(), leg.way().to(), leg.way())
                        .isEqualTo(expected);
                assertThat(leg.lost()).isEqualTo(expected.equals("none") ? 0 : MeshUnderTest.COUNT);
            }
        }
        assertThat(report.legs().map(leg -> leg.way()))
                .as("a node that listens with nothing is no failure")
                .noneMatch(way -> way.medium() == Medium.TCP && way.to().equals("without"));
        assertThat(report.isWhole()).isFalse();
        assertThat(report.hasWrongBytes()).isTrue();
        assertFitsSchema(report);
    }

    private static String expectedOfTcp(String node) {
        return switch (node) {
            case "corrupt" -> "WRONG_BYTES";
            case "full" -> "FULL";
            case "refusing" -> "REFUSED";
            case "silent" -> "NO_REPLY";
            case "unresolved" -> "UNRESOLVED";
            default -> "none";
        };
    }

    @Test
    void aNodeThatIsNotThereIsARowWithoutAnAnswer() throws Exception {
        mesh.node("a", mesh.peer(MeshUnderTest.ECHO));
        mesh.absent("gone");
        MeshReport report = mesh.survey(PATIENT_MS);
        assertThat(report.rows().get(0).failure()).isEmpty();
        assertThat(report.rows().get(0).legs())
                .singleElement()
                .satisfies(
                        leg -> assertThat(leg.failure().map(MeshFailure::code)).contains("NO_HANDLERS"));
        MeshRow gone = report.rows().get(1);
        assertThat(gone.failure().map(MeshFailure::code)).contains("NO_HANDLERS");
        assertThat(gone.legs()).hasSize(2).allMatch(leg -> leg.answered() == 0);
        assertThat(report.isWhole()).isFalse();
        assertFitsSchema(report);
    }

    /** As of a node that goes over to another part of the cluster just then. */
    @Test
    void aNodeWhoseAnswerIsLostIsAskedAgain() throws Exception {
        mesh.node("a");
        mesh.absent("deaf");
        var asked = new ArrayList<JsonObject>();
        MeshUnderTest.await(mesh.vertx
                .eventBus()
                .<JsonObject>consumer(Addresses.nodeMesh("deaf"), message -> {
                    asked.add(message.body());
                    if (asked.size() > 1) {
                        message.reply(new JsonObject().put("node", "deaf").put("legs", new JsonArray()));
                    }
                })
                .completion());
        MeshReport report = mesh.survey(100);
        assertThat(report.rows().get(1).failure()).isEmpty();
        assertThat(asked).hasSize(2);
        assertThat(asked.get(0).getString("survey")).isNotEmpty();
        assertThat(asked.get(1)).as("for the same survey").isEqualTo(asked.get(0));
    }

    @Test
    void aNodeThatDoesNotAnswerInTimeIsNotWaitedForLonger() throws Exception {
        mesh.node("a");
        mesh.absent("hung");
        MeshUnderTest.await(mesh.vertx
                .eventBus()
                .consumer(Addresses.nodeMesh("hung"), message -> {})
                .completion());
        MeshUnderTest.await(mesh.vertx
                .eventBus()
                .consumer(Addresses.nodeEcho("hung"), message -> message.reply("other bytes"))
                .completion());
        MeshReport report = mesh.survey(MeshPlan.TIMEOUT_MIN_MS);
        assertThat(report.rows().get(1).failure().map(MeshFailure::code)).contains("TIMEOUT");
        assertThat(report.rows().get(0).legs().get(0).failure().map(MeshFailure::code))
                .contains("WRONG_BYTES");
    }

    @Test
    void whatANodeSaysNothingOfItHasNotProbed() throws Exception {
        mesh.node("a");
        mesh.absent("brief");
        MeshUnderTest.await(mesh.vertx
                .eventBus()
                .consumer(
                        Addresses.nodeMesh("brief"),
                        message -> message.reply(new JsonObject().put("legs", new JsonArray())))
                .completion());
        MeshRow brief = mesh.survey(MeshPlan.TIMEOUT_MIN_MS).rows().get(1);
        assertThat(brief.failure()).isEmpty();
        assertThat(brief.legs())
                .singleElement()
                .satisfies(
                        leg -> assertThat(leg.failure().map(MeshFailure::code)).contains("NOT_PROBED"));
    }

    private static void assertFitsSchema(MeshReport report) throws IOException {
        var schema = new JsonObject(Files.readString(Path.of("docs/mesh-report.schema.json")));
        var options = new JsonSchemaOptions()
                .setBaseUri("https://echobus.invalid")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        var result = Validator.create(JsonSchema.of(schema), options)
                .validate(new JsonObject(report.toJson().encode()));
        assertThat(result.getValid() ? null : result.getErrors()).isNull();
    }
}
