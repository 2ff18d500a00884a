package dev.echobus.runtime;

import dev.echobus.config.TestConfigs;
import dev.echobus.wire.tls.ClientTls;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.UnusableFileException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A node with an admin port, and requests to it, each on a connection of its own so that every header can be chosen. */
final class AdminUnderTest implements AutoCloseable {

    static final String TOKEN = "open-sesame-of-the-admin-port";
    static final Map<String, String> AUTHORIZED =
            Map.of("Authorization", "Bearer " + TOKEN, "Content-Type", "application/json");

    final Echobus node;

    /** What the next requests show over TLS; null is no TLS. */
    @Nullable
    PemFiles tls;

    private AdminUnderTest(Echobus node) {
        this.node = node;
    }

    static AdminUnderTest start(String... settings) throws Exception {
        var all = new ArrayList<>(List.of(
                "server.host=127.0.0.1",
                "server.port=0",
                "server.framing=line",
                "server.drainQuietMs=0",
                "client.enabled=false",
                "admin.enabled=true",
                "admin.port=0",
                "admin.token=" + TOKEN));
        all.addAll(List.of(settings));
        return new AdminUnderTest(
                Echobus.start(TestConfigs.of(all.toArray(String[]::new))).await(30, TimeUnit.SECONDS));
    }

    /** What was answered. */
    record Answer(int status, Map<String, String> headers, String body) {

        JsonObject json() {
            return new JsonObject(body);
        }
    }

    int port() {
        String url = node.adminUrl().orElseThrow();
        return Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
    }

    Answer get(String path) {
        return ask("GET", path, Map.of(), "");
    }

    Answer post(String path, String body) {
        return ask("POST", path, AUTHORIZED, body);
    }

    Answer ask(String method, String path, Map<String, String> headers, String body) {
        var lines = new TreeMap<>(Map.of(
                "Host", "127.0.0.1:" + port(), "Connection", "close", "Content-Length", String.valueOf(body.length())));
        lines.putAll(headers);
        var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\n");
        lines.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        try (var socket = connect(new Socket(InetAddress.getLoopbackAddress(), port()))) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((request + "\r\n" + body).getBytes(StandardCharsets.UTF_8));
            return answer(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Socket connect(Socket connected) throws IOException {
        PemFiles files = tls;
        if (files == null) {
            return connected;
        }
        try {
            return ClientTls.of(files).over(connected, "127.0.0.1");
        } catch (UnusableFileException unusable) {
            throw new IOException(unusable);
        }
    }

    private static Answer answer(String text) {
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, Map.of(), text);
        }
        var headers = new TreeMap<String, String>();
        text.substring(0, end).lines().skip(1).forEach(line -> {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        });
        return new Answer(Integer.parseInt(text.substring(9, 12)), headers, text.substring(end + 4));
    }

    /** A connection to the server itself. */
    Socket user() throws IOException {
        return new Socket(
                InetAddress.getLoopbackAddress(),
                node.listeners().get(0).endpoint().port());
    }

    @Override
    public void close() throws TimeoutException {
        node.drain().await(30, TimeUnit.SECONDS);
    }
}
