import dev.echobus.cli.Cli;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sun.misc.Signal;

/**
 * Does within a node what clients do from outside, and runs the commands, so that the cache of the start has the classes
 * of both; then ends the node by SIGTERM. A thread of its own; whoever started the node bounds it.
 */
public final class Trainer extends VerticleBase {

    /** Of one kind of frame after the other; the node's own start has been through once anyway. */
    private static final int ROUNDS = 20;

    private static final byte[] PING = "{\"type\":\"ping\"}".getBytes(StandardCharsets.UTF_8);

    @Override
    public Future<?> start() {
        vertx.eventBus().consumer("echobus.server.reply", message -> message.reply(message.body()));
        start(this::train);
        return Future.succeededFuture();
    }

    private static void start(Runnable work) {
        var thread = new Thread(work, "trainer");
        thread.setDaemon(true);
        thread.start();
    }

    private void train() {
        try {
            awaitAll();
            for (int round = 0; round < ROUNDS; round++) {
                echo(port("raw"), "hello", "hello");
                echo(port("line"), "a\nb\n", "a\nb\n");
                echo(port("records"), "\0\0\0\2hi", "\0\0\0\2hi");
                echo(port("bus"), "to the bus\n", "to the bus\n");
                if (isMember()) {
                    pingOverTcp();
                    pingOverWebSocket();
                    get("/health/ready");
                    get("/metrics");
                }
            }
            commands();
            if (isMember()) {
                commandsInCluster(port("gateway"));
            } else {
                try (var gateway = new ServerSocket(0)) {
                    start(() -> answerOnce(gateway));
                    requestThrough(gateway.getLocalPort());
                }
            }
            Signal.raise(new Signal("TERM"));
        } catch (IOException | RuntimeException failure) {
            failure.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
    }

    private void commands() throws IOException {
        run("version");
        run("health", "127.0.0.1:" + port("raw"));
        run("connect", "127.0.0.1:" + port("line"));
    }

    private void commandsInCluster(int gateway) throws IOException {
        requestThrough(gateway);
        run("service", "ping", "--gateway=127.0.0.1:" + gateway);
        String members = "--cluster-members=" + config().getString("members");
        run("bus", "request", members, "echobus.client.echo", "over TCP");
        run("service", "ls", members);
    }

    private static void requestThrough(int gateway) throws IOException {
        run("bus", "request", "--gateway=127.0.0.1:" + gateway, "echobus.client.echo", "over TCP");
    }

    /** As a gateway would, whose own classes a node alone has no use for. */
    private static void answerOnce(ServerSocket gateway) {
        try (var session = gateway.accept()) {
            var in = new DataInputStream(session.getInputStream());
            var request = new JsonObject(Buffer.buffer(in.readNBytes(in.readInt())));
            byte[] reply = new JsonObject()
                    .put("type", "message")
                    .put("address", request.getString("replyAddress"))
                    .put("body", request.getValue("body"))
                    .toBuffer()
                    .getBytes();
            var out = new DataOutputStream(session.getOutputStream());
            out.writeInt(reply.length);
            out.write(reply);
            in.readAllBytes();
        } catch (IOException failure) {
            failure.printStackTrace();
        }
    }

    private static void run(String... arguments) throws IOException {
        System.setIn(new ByteArrayInputStream("hello\n".getBytes(StandardCharsets.UTF_8)));
        int status = Cli.run(arguments);
        if (status != 0) {
            throw new IOException(String.join(" ", arguments) + ": status " + status);
        }
    }

    private void echo(int port, String sent, String expected) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(sent.getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            String echoed = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!echoed.equals(expected)) {
                throw new IOException("expected " + expected + ", found " + echoed);
            }
        }
    }

    private void pingOverTcp() throws IOException {
        try (var socket = new Socket("127.0.0.1", port("gateway"))) {
            var frame = new byte[4 + PING.length];
            frame[3] = (byte) PING.length;
            System.arraycopy(PING, 0, frame, 4, PING.length);
            socket.getOutputStream().write(frame);
            var in = new DataInputStream(socket.getInputStream());
            in.readNBytes(in.readInt());
        }
    }

    private void pingOverWebSocket() throws IOException {
        try (var socket = new Socket("127.0.0.1", port("web"))) {
            String request = "GET /eventbus/websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            var in = new DataInputStream(socket.getInputStream());
            var head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) in.readByte());
            }
            // A text frame, masked with zeros.
            var frame = new byte[6 + PING.length];
            frame[0] = (byte) 0x81;
            frame[1] = (byte) (0x80 | PING.length);
            System.arraycopy(PING, 0, frame, 6, PING.length);
            socket.getOutputStream().write(frame);
            in.readByte();
            in.readNBytes(in.readUnsignedByte());
        }
    }

    private void get(String path) throws IOException {
        try (var socket = new Socket("127.0.0.1", port("admin"))) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("HTTP/1.1 200 ")) {
                throw new IOException("expected 200 for " + path + ", found " + answer);
            }
        }
    }

    private boolean isMember() {
        return config().containsKey("members");
    }

    /** All that the node listens at. */
    private void awaitAll() throws IOException {
        for (String name : List.of("raw", "line", "records", "bus")) {
            await(port(name));
        }
        if (isMember()) {
            await(port("gateway"));
            await(port("web"));
            await(port("admin"));
        }
    }

    private static void await(int port) throws IOException {
        while (true) {
            try (var socket = new Socket("127.0.0.1", port)) {
                return;
            } catch (ConnectException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private int port(String name) {
        return config().getInteger(name);
    }
}
