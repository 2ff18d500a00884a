package dev.echobus.admin.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The files of the console, from memory: a page without data, so that whoever reaches the port may have it. A browser keeps
 * them, and asks each time whether they are still the ones. Any thread.
 */
final class ConsoleFiles {

    private static final String PAGE = "index.html";
    private static final String OWN = "/dev/echobus/admin/console/";
    private static final List<String> OWN_NAMES = List.of(
            PAGE,
            "console.css",
            "icon.svg",
            "main.js",
            "live.js",
            "history.js",
            "format.js",
            "charts.js",
            "restart.js",
            "tables.js",
            "fleet.js",
            "connections.js",
            "actions.js",
            "events.js");

    /** The version is that of the POM: with another one no node with an admin port starts. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final List<String> UPLOT_NAMES = List.of("uPlot.iife.min.js", "uPlot.min.css");

    private static final int TAG_BYTES = 16;

    private final Map<String, File> files = new LinkedHashMap<>();

    private record File(String contentType, Buffer bytes, String tag) {}

    ConsoleFiles() {
        OWN_NAMES.forEach(name -> files.put(name, read(OWN, name)));
        UPLOT_NAMES.forEach(name -> files.put(name, read(UPLOT, name)));
    }

    /** What all of them come to. */
    int bytes() {
        return files.values().stream().mapToInt(file -> file.bytes().length()).sum();
    }

    Set<String> names() {
        return files.keySet();
    }

    void page(RoutingContext context) {
        serve(context, PAGE);
    }

    void file(RoutingContext context) {
        serve(context, context.pathParam("file"));
    }

    private void serve(RoutingContext context, String name) {
        File file = files.get(name);
        if (file == null) {
            context.next();
            return;
        }
        context.response().putHeader(HttpHeaders.CACHE_CONTROL, "no-cache").putHeader(HttpHeaders.ETAG, file.tag());
        boolean isKnown = file.tag().equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH));
        Answers.bytes(context, isKnown ? 304 : 200, file.contentType(), isKnown ? Buffer.buffer() : file.bytes());
    }

    private static File read(String folder, String name) {
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(folder + name)) {
            if (in == null) {
                throw new IllegalStateException("this program is built without " + folder + name);
            }
            byte[] bytes = in.readAllBytes();
            return new File(typeOf(name), Buffer.buffer(bytes), tagOf(bytes));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalStateException("no content type is known of " + name);
        };
    }

    private static String tagOf(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(digest, 0, TAG_BYTES) + "\"";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
