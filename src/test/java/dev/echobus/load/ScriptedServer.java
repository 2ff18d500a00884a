package dev.echobus.load;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server on a free port of loopback that does with each connection what its script says, on a thread a connection. */
public final class ScriptedServer implements AutoCloseable {

    /** What happens on one connection; an end of its input is an {@link java.io.EOFException}. */
    public interface Script {
        void serve(DataInputStream in, OutputStream out) throws IOException;
    }

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    public ScriptedServer(Script script) throws IOException {
        this.script = script;
        listener = new ServerSocket(0, 1_024, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** Sends back what comes. */
    public static void echo(DataInputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[65_536];
        int count = in.read(buffer);
        while (count >= 0) {
            out.write(buffer, 0, count);
            count = in.read(buffer);
        }
    }

    /** Reads until the peer has ended, and answers nothing. */
    public static void swallow(DataInputStream in) throws IOException {
        byte[] buffer = new byte[65_536];
        int count = in.read(buffer);
        while (count >= 0) {
            count = in.read(buffer);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            script.serve(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
        } catch (IOException ended) {
            // The peer is gone, or the test is over.
        } finally {
            sockets.remove(socket);
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
