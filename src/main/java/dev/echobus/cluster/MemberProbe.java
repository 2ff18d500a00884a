package dev.echobus.cluster;

import dev.echobus.cluster.port.RefusedException;
import dev.echobus.cluster.port.SecretProof;
import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;

/**
 * Greets members of the configured list as Hazelcast's members greet each other, to tell those that answer from those that
 * do not. Blocks, all at once, for {@link #CONNECT_TIMEOUT_MS} and twice {@link #ANSWER_TIMEOUT_MS} at most; a thread a
 * member.
 */
final class MemberProbe {

    /** Enough to see what is wrong with a list. */
    static final int MEMBERS_MAX = 16;

    /** Within one data centre, connecting takes a few milliseconds. */
    static final int CONNECT_TIMEOUT_MS = 500;

    /** A member answers as soon as it has a processor, or its collector lets it. */
    static final int ANSWER_TIMEOUT_MS = 2_000;

    /** The name of the members' protocol: the first bytes each way, and the whole of the greeting. */
    private static final byte[] MEMBERS_NAME = SecretProof.MEMBERS.getBytes(StandardCharsets.US_ASCII);

    private MemberProbe() {}

    /** What came of greeting somebody. */
    enum Answer {
        /** It is a member, of whichever cluster. */
        MEMBER,
        /** It takes connections and says nothing, or something else. */
        NONE,
        /** No connection could be made. */
        UNREACHABLE
    }

    /** @param reason what it did, for people */
    record Probed(Endpoint endpoint, Answer answer, String reason) {

        @Override
        public String toString() {
            return endpoint.authority() + " (" + reason + ")";
        }
    }

    /** Greets each, of a long list the first; with the proof of a secret before, where one is set. */
    static List<Probed> all(List<Endpoint> members, Optional<SecretProof> proof) {
        var threads = Executors.newCachedThreadPool();
        try {
            var probes = members.stream()
                    .limit(MEMBERS_MAX)
                    .map(member -> CompletableFuture.supplyAsync(() -> one(member, proof), threads))
                    .toList();
            return probes.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }

    private static Probed one(Endpoint member, Optional<SecretProof> proof) {
        var address = new InetSocketAddress(member.host(), member.port());
        if (address.isUnresolved()) {
            return new Probed(member, Answer.UNREACHABLE, "no address found");
        }
        try (var socket = new Socket()) {
            socket.connect(address, CONNECT_TIMEOUT_MS);
            return greet(member, socket, proof);
        } catch (SocketTimeoutException timeout) {
            return new Probed(member, Answer.UNREACHABLE, "no answer in " + CONNECT_TIMEOUT_MS + " ms");
        } catch (IOException refused) {
            return new Probed(member, Answer.UNREACHABLE, Causes.describe(refused));
        }
    }

    private static Probed greet(Endpoint member, Socket socket, Optional<SecretProof> proof) {
        try {
            if (proof.isPresent()) {
                proof.get().connect(socket, ANSWER_TIMEOUT_MS);
            }
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            socket.getOutputStream().write(MEMBERS_NAME);
            return answered(member, socket.getInputStream().readNBytes(MEMBERS_NAME.length));
        } catch (RefusedException refused) {
            return new Probed(member, Answer.NONE, refused.reason());
        } catch (SocketTimeoutException timeout) {
            return new Probed(
                    member, Answer.NONE, "takes connections, but does not answer in " + ANSWER_TIMEOUT_MS + " ms");
        } catch (IOException broken) {
            return new Probed(member, Answer.NONE, Causes.describe(broken));
        }
    }

    private static Probed answered(Endpoint member, byte[] answer) {
        return switch (new String(answer, StandardCharsets.ISO_8859_1)) {
            case SecretProof.MEMBERS -> new Probed(member, Answer.MEMBER, "answers as a member");
            case SecretProof.PROTOCOL ->
                new Probed(member, Answer.NONE, "asks for cluster.secret, which is not set here");
            default -> new Probed(member, Answer.NONE, "answers, but not as a member of a cluster");
        };
    }
}
