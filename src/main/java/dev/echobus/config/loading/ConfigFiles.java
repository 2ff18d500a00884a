package dev.echobus.config.loading;

import dev.echobus.common.Causes;
import dev.echobus.common.Texts;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads sources through Vert.x Config, one retriever each, so that every value's source stays known. The default
 * stores stay off: they would read the whole environment, the system properties and a file of Vert.x's own choice.
 */
final class ConfigFiles {

    private static final String CONTENT = "content";

    private final Vertx vertx;
    private final Path workingDirectory;

    ConfigFiles(Vertx vertx, Path workingDirectory) {
        this.vertx = vertx;
        this.workingDirectory = workingDirectory;
    }

    /** Reads and parses a file; every failure is a problem of the result, the future itself never fails. */
    Future<JsonText.Parsed> read(String file) {
        return vertx.executeBlocking(() -> findProblem(file), false)
                .compose(problem -> problem.isPresent()
                        ? Future.succeededFuture(malformed(file, problem.get()))
                        : retrieve(textOf(file, CONTENT))
                                .map(found -> JsonText.parse(found.getString(CONTENT), file))
                                .otherwise(failure ->
                                        malformed(file, "cannot be read: " + Texts.line(Causes.describe(failure)))));
    }

    /** Gives a source that is already in memory to Vert.x Config. */
    Future<JsonObject> read(JsonObject values) {
        return retrieve(new ConfigStoreOptions().setType("json").setConfig(values));
    }

    /** True when the file is there, whatever it may be. */
    Future<Boolean> exists(String file) {
        return vertx.executeBlocking(() -> Files.exists(workingDirectory.resolve(file)), false);
    }

    private Optional<String> findProblem(String file) {
        Path path;
        try {
            path = workingDirectory.resolve(file);
        } catch (InvalidPathException e) {
            return Optional.of("not a file's name");
        }
        // Checked here, as Vert.x would look on the class path for a file that is not there.
        if (!Files.exists(path)) {
            return Optional.of("no such file");
        }
        if (Files.isDirectory(path)) {
            return Optional.of("expected a file, found a directory");
        }
        return Files.isReadable(path) ? Optional.empty() : Optional.of("no permission to read it");
    }

    /** The file as one text, by that key: Vert.x's own JSON processor tells neither an error's line nor a key given twice. */
    ConfigStoreOptions textOf(String file, String key) {
        return new ConfigStoreOptions()
                .setType("file")
                .setFormat("raw")
                .setConfig(new JsonObject()
                        .put(
                                "path",
                                workingDirectory.resolve(file).toAbsolutePath().toString())
                        .put("raw.key", key)
                        .put("raw.type", "string"));
    }

    private Future<JsonObject> retrieve(ConfigStoreOptions store) {
        var options = new ConfigRetrieverOptions()
                .setIncludeDefaultStores(false)
                .setScanPeriod(-1)
                .addStore(store);
        var retriever = ConfigRetriever.create(vertx, options);
        return retriever.getConfig().eventually(retriever::close);
    }

    private static JsonText.Parsed malformed(String file, String message) {
        return new JsonText.Parsed.Malformed(new Problem(file, message, ""));
    }
}
