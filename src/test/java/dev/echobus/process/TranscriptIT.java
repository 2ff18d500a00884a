package dev.echobus.process;

import dev.echobus.transcript.Placeholders;
import dev.echobus.transcript.Transcript;
import dev.echobus.transcript.Transcripts;
import dev.echobus.transcript.Transcripts.Run;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Calls of the program as its users make them, to the byte. Those with equal servers share one. */
class TranscriptIT {

    private static final Pattern MEMBER = Pattern.compile("member \\w+ (\\S+)");

    private static final Pattern GATEWAY = Pattern.compile("gateway (tcp://\\S+)");

    private final Map<List<String>, Program> servers = new HashMap<>();

    @TempDir
    private Path directory;

    @TestFactory
    Stream<DynamicTest> callsGoAsTranscribed() throws IOException {
        return Transcripts.tests("process", this::run);
    }

    @AfterEach
    void stopServers() {
        servers.values().forEach(Program::close);
    }

    private Run run(Transcript transcript) throws IOException, InterruptedException {
        try (var busy = new ServerSocket(0);
                var closed = new Socket()) {
            // Bound, and so nobody else's, but not listening.
            closed.bind(new InetSocketAddress("127.0.0.1", 0));
            var values = new HashMap<>(Map.of(
                    "busyPort", String.valueOf(busy.getLocalPort()),
                    "closedPort", String.valueOf(closed.getLocalPort())));
            for (List<String> arguments : transcript.given("server")) {
                describe(server(arguments), values);
            }
            var placeholders = Placeholders.of(values);
            String[] arguments = placeholders.fill(transcript.arguments()).toArray(String[]::new);
            try (Program program = Program.start(launch(transcript, placeholders), arguments)) {
                int exit = program.exitCode();
                return new Run(exit, program.out(), program.err(), placeholders);
            }
        }
    }

    private Program server(List<String> arguments) throws IOException {
        Program running = servers.get(arguments);
        if (running == null) {
            running = Program.serve(directory, arguments.toArray(String[]::new));
            servers.put(arguments, running);
        }
        return running;
    }

    private static void describe(Program server, Map<String, String> values) {
        values.put("port", String.valueOf(server.port()));
        MEMBER.matcher(server.out()).results().forEach(member -> values.put("member", member.group(1)));
        GATEWAY.matcher(server.out()).results().forEach(gateway -> values.put("gateway", gateway.group(1)));
    }

    private Launch launch(Transcript transcript, Placeholders placeholders) throws IOException {
        Path folder = Files.createTempDirectory(directory, "call");
        for (var section : transcript.sections().entrySet()) {
            if (section.getKey().startsWith("file ")) {
                write(folder.resolve(section.getKey().substring("file ".length())), section.getValue());
            }
        }
        Path input = Files.createTempFile(directory, "input", ".txt");
        Files.writeString(input, transcript.section("input"));
        Launch launch = Launch.in(folder).input(input);
        for (List<String> variable : transcript.given("environment")) {
            String[] nameAndValue =
                    placeholders.fill(String.join(" ", variable)).split("=", 2);
            launch = launch.environment(nameAndValue[0], nameAndValue[1]);
        }
        return launch;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
