package dev.echobus.dialogue;

import dev.echobus.common.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A server on loopback that does what a test says with each connection, each on a thread of its own. */
public final class ScriptedPeer implements AutoCloseable {

    private final ServerSocket listening;
    private final Behaviour behaviour;

    private ScriptedPeer(ServerSocket listening, Behaviour behaviour) {
        this.listening = listening;
        this.behaviour = behaviour;
    }

    /** What a server does with each connection before it closes it. */
    public interface Behaviour {
        void with(Socket peer) throws IOException;
    }

    public static ScriptedPeer start(Behaviour behaviour) throws IOException {
        var peer = new ScriptedPeer(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()), behaviour);
        inBackground(peer::accept);
        return peer;
    }

    public Endpoint endpoint() {
        return Endpoint.tcp("127.0.0.1", listening.getLocalPort());
    }

    private void accept() {
        try {
            while (true) {
                Socket peer = listening.accept();
                inBackground(() -> serve(peer));
            }
        } catch (IOException over) {
            // The test is done.
            return;
        }
    }

    private void serve(Socket accepted) {
        try (Socket peer = accepted) {
            behaviour.with(peer);
        } catch (IOException over) {
            // The peer is done.
            return;
        }
    }

    private static void inBackground(Runnable work) {
        var thread = new Thread(work, "scripted peer");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
