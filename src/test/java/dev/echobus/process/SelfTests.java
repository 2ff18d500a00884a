package dev.echobus.process;

import dev.echobus.FreePorts;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;

/** A node and the self-tests of it, by the same settings. */
abstract class SelfTests {

    static final String TOKEN = "open-sesame-of-a-selftest";

    @TempDir
    @SuppressWarnings("NullAway.Init") // Before each test.
    Path directory;

    final int echo = FreePorts.next();
    final int plain = FreePorts.next();
    final int gateway = FreePorts.next();
    final int web = FreePorts.next();
    final int admin = FreePorts.next();
    final int member = FreePorts.next();
    final int bus = FreePorts.next();

    Program serve(List<String> flags) throws IOException {
        var all = new ArrayList<>(List.of("serve"));
        all.addAll(flags);
        Program node = Program.start(Launch.in(directory), all.toArray(String[]::new));
        node.await("ready", () -> node.out().contains("ready\n"));
        return node;
    }

    Program selftest(List<String> flags, String... more) throws IOException {
        var all = new ArrayList<>(List.of("selftest"));
        all.addAll(flags);
        all.addAll(List.of(more));
        return Program.start(directory, all.toArray(String[]::new));
    }

    static List<String> flags(String... settings) {
        return flags(List.of(settings));
    }

    static List<String> flags(List<String> settings) {
        return settings.stream().flatMap(setting -> Stream.of("--set", setting)).toList();
    }

    static List<String> with(List<String> settings, String more) {
        return Stream.concat(settings.stream(), Stream.of(more)).toList();
    }

    static String row(Program table, String way) {
        return table.out()
                .lines()
                .filter(line -> line.startsWith(way))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + way + " in: " + table.out() + table.err()));
    }

    static Map<String, JsonObject> ways(JsonObject report) {
        return report.getJsonArray("ways").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(way -> way.getString("way"), Function.identity()));
    }
}
