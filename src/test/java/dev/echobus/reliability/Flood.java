package dev.echobus.reliability;

import dev.echobus.Background;
import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Frames that a gateway answers by errors, as fast as it takes them: of one session after the other where it ends them. */
final class Flood {

    static final String ENDED = "too_many_errors";

    private static final int BUFFER_BYTES = 65_536;

    /** More than a session lives to send. */
    private static final int WITHOUT_END = 1_000_000;

    private final Frames frames;
    private final int servedOfASession;

    interface Frames {
        String numbered(int number);
    }

    /** @param servedOfASession how many of its first frames are no errors */
    Flood(int servedOfASession, Frames frames) {
        this.servedOfASession = servedOfASession;
        this.frames = frames;
    }

    /** At the pace a session more, which goes on until it is ended; returns as {@link #on} does. */
    Map<String, Integer> sessionsOn(InetSocketAddress gateway, Pace pace) throws IOException {
        var codes = new TreeMap<String, Integer>();
        while (pace.next()) {
            oneSession(gateway, WITHOUT_END, codes);
        }
        return codes;
    }

    /**
     * Goes on until so many frames were answered by an error, each session begun as soon as the one before is over; returns
     * how many by which, and how many sessions ended.
     */
    Map<String, Integer> on(InetSocketAddress gateway, int errors) throws IOException {
        var codes = new TreeMap<String, Integer>();
        int told = 0;
        while (told < errors) {
            int before = told;
            oneSession(gateway, errors - told, codes);
            told = codes.values().stream().mapToInt(Integer::intValue).sum() - codes.getOrDefault(ENDED, 0);
            if (told == before) {
                throw new IOException("a session without an error: " + codes);
            }
        }
        return codes;
    }

    private void oneSession(InetSocketAddress gateway, int errors, Map<String, Integer> codes) throws IOException {
        CompletableFuture<Void> sending;
        try (var session = new Socket(gateway.getAddress(), gateway.getPort())) {
            sending = Background.run(() -> send(session, errors));
            var in = new DataInputStream(new BufferedInputStream(session.getInputStream(), BUFFER_BYTES));
            JsonObject next = read(in);
            while (next != null && !"pong".equals(next.getString("type"))) {
                if ("err".equals(next.getString("type"))) {
                    codes.merge(next.getString("message"), 1, Integer::sum);
                }
                next = read(in);
            }
        }
        sending.join();
    }

    private void send(Socket session, int errors) {
        try {
            var out = new DataOutputStream(new BufferedOutputStream(session.getOutputStream(), BUFFER_BYTES));
            for (int n = 0; n < servedOfASession + errors; n++) {
                write(out, frames.numbered(n));
            }
            write(out, "{\"type\":\"ping\"}");
            out.flush();
        } catch (IOException closed) {
            // Whoever reads sees why.
        }
    }

    private static void write(DataOutputStream out, String frame) throws IOException {
        byte[] bytes = frame.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** The next frame; null when the session is over. */
    static JsonObject read(DataInputStream in) throws IOException {
        try {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (EOFException | SocketException end) {
            return null;
        }
    }
}
