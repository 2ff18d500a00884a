package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.Secret;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who knows the secret is a member, and who does not never is: whoever of the two looks for the other. */
class ClusterSecretTest {

    private static final String SECRET = "the cluster's own secret";
    private static final Map<String, Object> KNOWING = Map.of("cluster.secret", new Secret(SECRET));
    private static final Map<String, Object> MISTAKEN =
            Map.of("cluster.secret", new Secret("the cluster's old secret"));
    private static final String DIFFERENT = "cluster.secret is not the same there";

    private MembersUnderTest members;

    @BeforeEach
    void open() throws IOException {
        members = new MembersUnderTest();
    }

    @AfterEach
    void close() {
        members.close();
        assertThat(members.lines()).noneMatch(line -> line.contains(SECRET));
    }

    @Test
    void whoKnowsTheSecretJoinsWhereverItStands(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("secret"), SECRET + "\n");
        Vertx first = members.start(KNOWING);
        members.start(Map.of("cluster.secretFile", file.toString()));

        assertThat(membersOf(first)).isEqualTo(2);
    }

    /** The second looks for the first when it starts, and when parts of a split cluster look for each other. */
    @Test
    void anotherSecretNeverJoinsAndBothSidesSayWhy() throws Exception {
        Vertx first = members.start(KNOWING);
        Vertx second = members.start(MISTAKEN);
        members.awaitLine("joining without members of cluster.members", "says that " + DIFFERENT);
        members.awaitLine("closed the member connection of 127.0.0.1:", DIFFERENT);

        members.memberOf(second).follow(second);
        members.awaitLine("cannot join by 127.0.0.1:", "says that " + DIFFERENT);
        assertThat(membersOf(first)).isOne();
        assertThat(membersOf(second)).isOne();
    }

    @Test
    void whoHasNoSecretNeverJoinsWhoHasOne() throws Exception {
        Vertx first = members.start(KNOWING);
        Vertx second = members.start(Map.of());
        members.awaitLine(
                "joining without members of cluster.members", "asks for cluster.secret, which is not set here");
        members.awaitLine("closed the member connection of 127.0.0.1:", "cluster.secret is not set there");

        members.memberOf(second).follow(second);
        members.awaitLine("cannot join by 127.0.0.1:", "asks for cluster.secret, which is not set here");
        assertThat(membersOf(first)).isOne();
        assertThat(membersOf(second)).isOne();
    }

    @Test
    void whoHasASecretNeverJoinsWhoHasNone() throws Exception {
        Vertx first = members.start(Map.of());
        Vertx second = members.start(KNOWING);
        members.awaitLine(
                "joining without members of cluster.members", "is no member, or cluster.secret is not set there");
        members.awaitLine(
                "closed the member connection of 127.0.0.1:", "about to prove cluster.secret, which is not set here");

        members.memberOf(second).follow(second);
        members.awaitLine("cannot join by 127.0.0.1:", "is no member, or cluster.secret is not set there");
        assertThat(membersOf(first)).isOne();
        assertThat(membersOf(second)).isOne();
    }

    @Test
    void aFileThatHoldsNoSecretIsNamedWithoutItsContent(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("secret");
        assertThat(objectionTo(file))
                .isEqualTo("cluster.secretFile: " + file + ": cannot be read: NoSuchFileException");
        Files.writeString(file, "too short\n");
        assertThat(objectionTo(file))
                .isEqualTo("cluster.secretFile: " + file
                        + ": expected text of 16 to 1024 characters, or empty for none, found 9 characters");
        Files.writeString(file, "\n");
        assertThat(objectionTo(file)).endsWith("found 0 characters");
        Files.write(file, new byte[4_097]);
        assertThat(objectionTo(file)).endsWith("found 4097 bytes");
    }

    private String objectionTo(Path file) throws IOException {
        var settings = members.settings(Map.of("cluster.secretFile", file.toString()), 0);
        return ClusterMember.node(settings).objection().orElse("none");
    }

    private int membersOf(Vertx vertx) {
        return members.memberOf(vertx).clusterSize();
    }
}
