package dev.echobus.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Answers the HTTP requests of the gateway, up to the opening of a WebSocket. Event loop of each; keeps nothing. */
final class WebRequests {

    /** Where WebSockets are opened; SockJS has its own below. */
    static final String PATH = "/eventbus";

    private static final String SOCKJS_INFO = PATH + "/info";

    /** {@code /server/session/websocket}: the first two are of the client's choice (sockjs-protocol 0.3.3). */
    private static final Pattern SOCKJS_SOCKET = Pattern.compile(PATH + "/[^/.]{1,64}/[^/.]{1,64}/websocket");

    /** What makes an answer of a key (RFC 6455, section 4.2.2). */
    private static final String KEY_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final int KEY_BYTES = 16;
    private static final String VERSION = "13";

    private static final String VERSION_HEADER = "Sec-WebSocket-Version";
    private static final String KEY_HEADER = "Sec-WebSocket-Key";
    private static final String ACCEPT_HEADER = "Sec-WebSocket-Accept";

    /** What a request comes to. */
    enum Outcome {
        ANSWERED,
        WEB_SOCKET,
        SOCKJS
    }

    private final WebOrigins origins;

    WebRequests(WebOrigins origins) {
        this.origins = origins;
    }

    /**
     * Answers a request, or sets the headers of the answer by which it becomes a socket: whoever calls is to open that.
     */
    Outcome judge(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        boolean isSockJs = SOCKJS_SOCKET.matcher(path).matches();
        boolean isInfo = path.equals(SOCKJS_INFO);
        if (!isSockJs && !isInfo && !path.equals(PATH)) {
            return refuse(request, 404, "nothing here: the event bus is at " + PATH);
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return refuse(request, 405, "only GET");
        }
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!origins.isAllowed(origin, request.getHeader(HttpHeaders.HOST))) {
            return refuse(request, 403, "pages of this origin are not allowed (gateway.webOrigins)");
        }
        if (isInfo) {
            info(request, origin);
            return Outcome.ANSWERED;
        }
        return open(request, isSockJs);
    }

    private static Outcome open(HttpServerRequest request, boolean isSockJs) {
        if (!hasToken(request, HttpHeaders.UPGRADE, "websocket")
                || !hasToken(request, HttpHeaders.CONNECTION, "upgrade")
                || !VERSION.equals(request.getHeader(VERSION_HEADER))) {
            request.response().putHeader(HttpHeaders.UPGRADE, "websocket").putHeader(VERSION_HEADER, VERSION);
            return refuse(request, 426, "only WebSocket, version " + VERSION);
        }
        String key = request.getHeader(KEY_HEADER);
        if (key == null || !isKey(key)) {
            return refuse(request, 400, KEY_HEADER + ": expected 16 bytes in base64");
        }
        request.response()
                .putHeader(HttpHeaders.UPGRADE, "websocket")
                .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                .putHeader(ACCEPT_HEADER, acceptOf(key));
        return isSockJs ? Outcome.SOCKJS : Outcome.WEB_SOCKET;
    }

    /** What a SockJS client asks first. */
    private static void info(HttpServerRequest request, String origin) {
        if (origin != null) {
            request.response()
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .putHeader(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        long entropy = ThreadLocalRandom.current().nextLong(1L << 32);
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=UTF-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end("{\"websocket\":true,\"cookie_needed\":false,\"origins\":[\"*:*\"],\"entropy\":" + entropy + "}");
    }

    private static Outcome refuse(HttpServerRequest request, int status, String why) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=UTF-8")
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(why + "\n");
        return Outcome.ANSWERED;
    }

    private static boolean hasToken(HttpServerRequest request, CharSequence header, String token) {
        for (String value : request.headers().getAll(header)) {
            for (String part : value.split(",", -1)) {
                if (part.strip().equalsIgnoreCase(token)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key.strip()).length == KEY_BYTES;
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String acceptOf(String key) {
        try {
            byte[] text = (key.strip() + KEY_SUFFIX).getBytes(StandardCharsets.US_ASCII);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-1", impossible);
        }
    }
}
