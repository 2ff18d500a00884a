package dev.echobus.cluster.port;

import com.hazelcast.nio.MemberSocketInterceptor;
import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;

/**
 * Has both ends of each connection between members prove the secret, before Hazelcast speaks on it. On Hazelcast's threads
 * for connecting, of which there are few: at most {@link #WAITING_MAX} wait for a proof at a time, and the one that has
 * waited longest makes room.
 */
final class SecretInterceptor implements MemberSocketInterceptor {

    /** Within one data centre a proof takes a few milliseconds, on a machine that is starved a second. */
    static final int TIMEOUT_MS = 5_000;

    /** Half of the threads that Hazelcast has for this and for connecting. */
    static final int WAITING_MAX = 8;

    private final SecretProof proof;
    private final Refusals refusals;

    /** Who connected here and has not proven the secret yet, the one that has waited for longest first. */
    private final Set<Socket> waiting = new LinkedHashSet<>();

    SecretInterceptor(SecretProof proof, Refusals refusals) {
        this.proof = proof;
        this.refusals = refusals;
    }

    @Override
    public void init(Properties unused) {
        // Nothing of Hazelcast's own configuration counts here.
    }

    @Override
    public void onConnect(Socket socket) throws IOException {
        try {
            proof.connect(socket, TIMEOUT_MS);
        } catch (RefusedException refused) {
            refusals.ofMember(socket.getRemoteSocketAddress(), refused.reason());
            throw refused;
        }
    }

    @Override
    public void onAccept(Socket socket) throws IOException {
        var peer = socket.getRemoteSocketAddress();
        await(socket);
        try {
            proof.accept(socket, TIMEOUT_MS);
        } catch (RefusedException refused) {
            refusals.ofPeer(peer, refused.reason());
            throw refused;
        } finally {
            synchronized (waiting) {
                waiting.remove(socket);
            }
        }
    }

    private void await(Socket socket) throws IOException {
        Socket eldest = null;
        synchronized (waiting) {
            waiting.add(socket);
            if (waiting.size() > WAITING_MAX) {
                eldest = waiting.iterator().next();
                waiting.remove(eldest);
            }
        }
        if (eldest != null) {
            refusals.ofPeer(
                    eldest.getRemoteSocketAddress(),
                    "it has not proven cluster.secret, and " + WAITING_MAX + " more wait to");
            eldest.close();
        }
    }
}
