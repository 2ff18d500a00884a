package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members with certificates of one CA speak on the bus; who has none of it hears and says nothing. */
class BusTlsIT {

    private static final String HERE = "ip:127.0.0.1";

    /** A request that nobody hears: long enough for a handshake on a busy machine. */
    private static final int UNHEARD_MS = 3_000;

    @TempDir
    private static Path directory;

    private static BusCertificates authority;
    private static Map<String, Object> trusted;

    private MembersUnderTest members;

    @BeforeAll
    static void issue() throws Exception {
        authority = new BusCertificates(directory, "ours");
        trusted = authority.issue("node", HERE);
    }

    @BeforeEach
    void begin() throws Exception {
        members = new MembersUnderTest();
    }

    @AfterEach
    void end() throws Exception {
        members.close();
    }

    @Test
    void membersOfOneAuthoritySpeak() throws Exception {
        Vertx first = members.start(trusted);
        Vertx second = members.start(trusted);
        MembersUnderTest.serve(first, "first");
        var reply = MembersUnderTest.await(MembersUnderTest.request(second, "first", 30_000));
        assertThat(reply.body()).isEqualTo("hello");
        assertThat(members.lines()).isEmpty();
    }

    @Test
    void aCertificateOfAnotherAuthorityIsNamedOnBothSides() throws Exception {
        assertStaysUnheard(new BusCertificates(directory, "theirs").issue("node", HERE));
        members.awaitLine("cannot reach the bus of 127.0.0.1:", "cluster.tls.ca");
        members.awaitLine("closed the bus connection of 127.0.0.1:", "cluster.tls.ca");
    }

    /** The others trust it as little when it trusts them: each end looks for itself, the one that is connected to, too. */
    @Test
    void whoTrustsOursAndShowsACertificateOfAnotherAuthorityIsRefused() throws Exception {
        var stranger = new HashMap<>(new BusCertificates(directory, "neighbour").issue("node", HERE));
        stranger.put("cluster.tls.ca", trusted.get("cluster.tls.ca"));
        assertStaysUnheard(stranger);
        members.awaitLine("cannot reach the bus of 127.0.0.1:", "cluster.tls.ca");
        members.awaitLine("closed the bus connection of 127.0.0.1:", "cluster.tls.ca");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        var expired = authority.issue("expired", HERE, "-startdate", "-10d", "-validity", "5");
        assertThat(objection(expired)).contains("cluster.tls.certificate: ", "expired.crt", "NotAfter");
        assertStaysUnheard(expired);
        members.awaitLine("cannot reach the bus of 127.0.0.1:", "cluster.tls.");
    }

    @Test
    void whoHasNoTlsIsRefused() throws Exception {
        assertStaysUnheard(Map.of());
        members.awaitLine(
                "closed the bus connection of 127.0.0.1:", "the other end has no TLS: cluster.tls.certificate");
        assertThat(members.lines()).noneMatch(line -> line.contains("not an SSL/TLS record:"));
        members.awaitLine("the bus of 127.0.0.1:", " closes each connection at once: it says why, and may have TLS");
        members.awaitLine("closed the bus connection of 127.0.0.1:", "TLS, while this node's bus has none");
    }

    @Test
    void aCertificateOfAnotherHostIsRefusedUnlessToldOtherwise() throws Exception {
        var elsewhere = authority.issue("elsewhere", "dns:elsewhere.example");
        Vertx first = members.start(trusted);
        Vertx second = members.start(elsewhere);
        MembersUnderTest.serve(second, "second");
        MembersUnderTest.awaitFailure(MembersUnderTest.request(first, "second", UNHEARD_MS));
        members.awaitLine("cannot reach the bus of 127.0.0.1:", "cluster.tls.verifyHost");

        var tolerant = new HashMap<>(trusted);
        tolerant.put("cluster.tls.verifyHost", false);
        Vertx third = members.start(tolerant);
        assertThat(MembersUnderTest.await(MembersUnderTest.request(third, "second", 30_000))
                        .body())
                .isEqualTo("hello");
    }

    @Test
    void filesThatCannotBeUsedAreNamedWithTheirSetting() throws Exception {
        assertThat(objection(trusted)).isEmpty();
        var other = authority.issue("other", HERE);
        assertThat(objection(with("cluster.tls.key", String.valueOf(other.get("cluster.tls.key")))))
                .contains("cluster.tls.key: ", "other.key: does not belong to cluster.tls.certificate ");
        assertThat(objection(with("cluster.tls.ca", directory.resolve("absent").toString())))
                .contains("cluster.tls.ca: ", "absent: cannot be read: NoSuchFile");
        Path empty = Files.writeString(directory.resolve("empty"), "");
        assertThat(objection(with("cluster.tls.certificate", empty.toString())))
                .contains("cluster.tls.certificate: ", "empty: ");
        assertThat(objection(with("cluster.tls.key", empty.toString())))
                .contains("cluster.tls.key: ", "BEGIN PRIVATE KEY");
        var stranger = new BusCertificates(directory, "stranger").issue("node", HERE);
        assertThat(objection(with("cluster.tls.ca", String.valueOf(stranger.get("cluster.tls.ca")))))
                .contains("cluster.tls.certificate: ", "is not of the CA in cluster.tls.ca ");
    }

    private static Map<String, Object> with(String path, String file) {
        var changed = new HashMap<>(trusted);
        changed.put(path, file);
        return changed;
    }

    private String objection(Map<String, Object> own) throws Exception {
        return BusTls.objection(members.settings(own, 0).tls()).orElse("");
    }

    /** Neither asks the other anything that is answered. */
    private void assertStaysUnheard(Map<String, Object> stranger) throws Exception {
        Vertx first = members.start(trusted);
        Vertx second = members.start(stranger);
        MembersUnderTest.serve(first, "first");
        MembersUnderTest.serve(second, "second");
        var outward = MembersUnderTest.request(first, "second", UNHEARD_MS);
        var inward = MembersUnderTest.request(second, "first", UNHEARD_MS);
        MembersUnderTest.awaitFailure(outward);
        MembersUnderTest.awaitFailure(inward);
        // Once may be a member that leaves.
        MembersUnderTest.awaitFailure(MembersUnderTest.request(first, "second", UNHEARD_MS));
        MembersUnderTest.awaitFailure(MembersUnderTest.request(second, "first", UNHEARD_MS));
    }
}
