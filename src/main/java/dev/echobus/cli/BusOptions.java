package dev.echobus.cli;

import dev.echobus.common.Causes;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What every command on the bus needs beside how to get there: the address, and whether bodies are JSON. */
final class BusOptions {

    static final String BODY_HELP = "Text, @FILE, or - for standard input, which is also read when it is left out.";

    @Mixin
    final BusAccess access = new BusAccess();

    @Option(names = "--json", description = "Bodies are JSON; each message is printed as a JSON object.")
    boolean isJson;

    @Parameters(index = "0", paramLabel = "ADDRESS", description = "The event-bus address.")
    String address = "";

    /**
     * The body that was asked for: text, the bytes of {@code @file}, or all of standard input for {@code -} and nothing.
     *
     * @throws IOException when the file or the input cannot be read
     * @throws DecodeException when it should be JSON and is not
     */
    Object body(@Nullable String text, Streams streams) throws IOException {
        if (text != null && !text.startsWith("@") && !"-".equals(text)) {
            return isJson ? Json.decodeValue(text) : text;
        }
        byte[] bytes = text != null && text.startsWith("@")
                ? Files.readAllBytes(Path.of(text.substring(1)))
                : streams.in().readAllBytes();
        return isJson ? Json.decodeValue(Buffer.buffer(bytes)) : bytes;
    }

    /** Why there is no body, in one line. */
    static String describe(Exception unusable) {
        if (unusable instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        // Jackson says in brackets, and on lines of its own, what only programmers need.
        String reason = Causes.describe(unusable).replaceFirst(" \\((code|for|start marker at) .*", "");
        return unusable instanceof DecodeException ? "not JSON: " + reason : reason;
    }
}
