package dev.echobus.cli;

import dev.echobus.common.Causes;
import dev.echobus.common.ConnectFailure;
import dev.echobus.common.Endpoint;
import dev.echobus.common.EndpointReading;
import dev.echobus.common.FramingKind;
import dev.echobus.common.FramingSpec;
import dev.echobus.dialogue.ConnectSession;
import dev.echobus.dialogue.ConnectSession.End;
import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.wire.FrameCodec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A terminal on a server: lines typed are sent, replies shown. Piped, bytes in and bytes out, nothing else. */
@Command(
        name = "connect",
        description = "Talk to a server: type lines and see the replies; or pipe bytes in and get bytes out.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "At a terminal: each line is sent as it is typed, each reply shown as it comes; end with Ctrl-D.",
            "Piped: standard input is sent whole, the sending side is closed, and what the server sends until it"
                    + " closes goes to standard output:",
            "  echobus connect 127.0.0.1:9999 < file | sha256sum"
        })
final class ConnectCommand implements Callable<Integer> {

    /** Most that one read of standard input takes, and so the longest record that length framing makes of it. */
    private static final int CHUNK_MAX_BYTES = 32_768;

    private final Streams streams;
    private volatile boolean isInputBroken;

    @Parameters(
            index = "0",
            paramLabel = "TARGET",
            description = "The server: host:port, tcp://host:port or [IPv6]:port; or its host, followed by the port.")
    private String target = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "PORT", description = "The port, where TARGET has none.")
    private @Nullable String port;

    @Option(
            names = "--framing",
            paramLabel = "raw|line|length",
            defaultValue = "raw",
            description = "length: send records and unpack the replies; raw and line pass bytes as they are.")
    private FramingKind framing = FramingKind.RAW;

    @Option(
            names = "--length-field-bytes",
            paramLabel = "1|2|4",
            defaultValue = "4",
            description = "Width of the length before each record. Default: ${DEFAULT-VALUE}.")
    private int lengthFieldBytes;

    @Option(
            names = "--connect-timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long connecting may take. Default: ${DEFAULT-VALUE}.")
    private Duration connectTimeout = Duration.ZERO;

    ConnectCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        EndpointReading reading = port == null ? Endpoint.read(target) : Endpoint.read(authority(target) + ":" + port);
        if (!(reading instanceof Endpoint server)) {
            streams.complain((port == null ? "TARGET: " : "TARGET PORT: ") + reading);
            return ExitCode.USAGE;
        }
        if (!FramingSpec.isLengthFieldWidth(lengthFieldBytes)) {
            streams.complain("--length-field-bytes: expected 1, 2 or 4, found " + lengthFieldBytes);
            return ExitCode.USAGE;
        }
        if (streams.isInputClosed()) {
            streams.complain("standard input is closed: expected something to send, </dev/null for nothing");
            return ExitCode.USAGE;
        }
        Vertx vertx = CommandLoop.open();
        try {
            return run(vertx, server);
        } finally {
            CommandLoop.close(vertx, streams);
        }
    }

    private int run(Vertx vertx, Endpoint server) throws InterruptedException {
        boolean isTerminal = StandardStream.INPUT.isTerminal();
        boolean isShown = isTerminal && StandardStream.OUTPUT.isTerminal();
        // Lines need no cutting here: their bytes go through as they are, unfinished ones too.
        FrameCodec codec = FrameCodec.of(
                new FramingSpec(framing == FramingKind.LENGTH ? framing : FramingKind.RAW, lengthFieldBytes),
                Integer.MAX_VALUE - 8);
        var opening = new Target(
                SocketAddress.inetSocketAddress(server.port(), server.host()), codec, (int) connectTimeout.toMillis());
        ConnectSession session;
        try {
            session = Waiting.on(ConnectSession.open(vertx, opening, bytes -> putOut(vertx, bytes, isShown)));
        } catch (ExecutionException failure) {
            streams.complain("cannot connect to " + server.authority() + ": " + ConnectFailure.describe(failure));
            return ExitCode.FAILED;
        }
        if (isTerminal) {
            streams.err().println("connected to " + server.authority() + "; Ctrl-D ends");
        }
        startInput(session, isTerminal);
        return finish(session, isTerminal);
    }

    /** A host as it stands before a port: an IPv6 address in brackets. */
    private static String authority(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    private int finish(ConnectSession session, boolean isTerminal) throws InterruptedException {
        try {
            End end = Waiting.on(session.ended());
            if (streams.outputFailure().isPresent()) {
                return ExitCode.FAILED;
            }
            if (end.fault() != null) {
                streams.complain("connection broken: " + end.fault());
                return ExitCode.FAILED;
            }
            if (isTerminal) {
                streams.err().println(end.wasOutputClosed() ? "finished" : "the server closed the connection");
            } else if (!end.wasOutputClosed()) {
                streams.complain("the server closed the connection before all input was sent");
                return ExitCode.FAILED;
            }
            return isInputBroken ? ExitCode.FAILED : ExitCode.OK;
        } catch (ExecutionException failure) {
            streams.complain(Causes.describe(failure));
            return ExitCode.FAILED;
        }
    }

    /** Reads standard input on a thread of its own, which blocks there and ends with the process. */
    private void startInput(ConnectSession session, boolean isTerminal) {
        var thread = new Thread(() -> sendInput(session, isTerminal), "stdin");
        thread.setDaemon(true);
        thread.start();
    }

    private void sendInput(ConnectSession session, boolean isTerminal) {
        int chunkBytes = (int) Math.min(CHUNK_MAX_BYTES, new FramingSpec(framing, lengthFieldBytes).lengthMaxBytes());
        byte[] buffer = new byte[framing == FramingKind.LENGTH ? chunkBytes : CHUNK_MAX_BYTES];
        try {
            int count = streams.in().read(buffer);
            while (count >= 0) {
                boolean isLineOfRecord = isTerminal && framing == FramingKind.LENGTH && buffer[count - 1] == '\n';
                Waiting.on(session.send(Arrays.copyOf(buffer, isLineOfRecord ? count - 1 : count)));
                count = streams.in().read(buffer);
            }
            session.closeOutput();
        } catch (IOException failure) {
            isInputBroken = true;
            streams.complain("cannot read " + StandardStream.INPUT + ": " + Causes.describe(failure));
            session.closeOutput();
        } catch (ExecutionException closed) {
            // The session's end tells why.
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Future<Void> putOut(Vertx vertx, byte[] bytes, boolean isShown) {
        PrintStream out = streams.out();
        return vertx.executeBlocking(() -> {
            out.write(bytes, 0, bytes.length);
            if (isShown && framing == FramingKind.LENGTH) {
                out.println();
            }
            out.flush();
            streams.outputFailure().ifPresent(failure -> {
                throw new UncheckedIOException(failure);
            });
            return null;
        });
    }
}
