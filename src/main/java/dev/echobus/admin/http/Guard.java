package dev.echobus.admin.http;

import dev.echobus.common.Endpoint;
import dev.echobus.config.AdminConfig;
import dev.echobus.config.Secret;
import dev.echobus.config.WebOrigin;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may see and do what at the admin port. No cookie is ever looked at, so that no page can use a browser's; what comes
 * from another page, or under a name that is not ours, is refused. Its event loop only; of the token its digest is kept.
 */
final class Guard {

    private static final Logger log = LoggerFactory.getLogger(Guard.class);

    /** Nobody finds 16 characters so; an answer waits for its turn, on one of {@code admin.connectionsMax} connections. */
    static final int WRONG_TOKENS_PER_SECOND_MAX = 1_000;

    private static final String SCHEME = "Bearer ";
    private static final String JSON = "application/json";
    private static final String LOCALHOST = "localhost";

    private final boolean isOnLoopback;
    private final boolean isMutual;
    private final String host;
    private final Secret token;
    private final byte[] tokenDigest;
    private final Bucket requests;
    /** Apart: whoever floods the port would have a node killed that is well. */
    private final Bucket probes;

    private final Bucket wrongTokens = new Bucket(WRONG_TOKENS_PER_SECOND_MAX, System::nanoTime);

    Guard(AdminContext admin) {
        AdminConfig settings = admin.settings();
        isOnLoopback = admin.isOnLoopback();
        isMutual = settings.tls().isMutual();
        host = settings.host().toLowerCase(Locale.ROOT);
        token = admin.token();
        tokenDigest = digest(token.value());
        requests = new Bucket(settings.requestsPerSecondMax(), System::nanoTime);
        probes = new Bucket(settings.requestsPerSecondMax(), System::nanoTime);
    }

    /** What every request must keep to; refuses it, or hands it on. */
    void admit(RoutingContext context) {
        admit(context, requests);
    }

    /** The same for those that ask for health, as many a second again. */
    void admitProbe(RoutingContext context) {
        admit(context, probes);
    }

    private void admit(RoutingContext context, Bucket allowance) {
        HttpServerRequest request = context.request();
        if (!allowance.take()) {
            Answers.refuse(context, 429, "too many requests (admin.requestsPerSecondMax)");
        } else if (isOnLoopback && !isOurName(request.getHeader(HttpHeaders.HOST))) {
            Answers.refuse(context, 421, "this port is not known by that name: use an address or localhost");
        } else if (!isOwnOrigin(request)) {
            Answers.refuse(context, 403, "pages of another origin may not use this port");
        } else if (request.method().equals(HttpMethod.POST) && !isJson(request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            Answers.refuse(context, 415, "expected Content-Type: " + JSON);
        } else {
            context.next();
        }
    }

    /** What shows more than health: open on loopback alone. */
    void read(RoutingContext context) {
        if (isOnLoopback) {
            context.next();
        } else {
            act(context);
        }
    }

    /** What changes something: for those alone who have shown a certificate, or know the token. */
    void act(RoutingContext context) {
        String shown = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (isMutual || (shown != null && isToken(bare(shown)))) {
            context.next();
        } else if (shown == null) {
            Answers.unauthorized(context, "this needs a token (admin.token) or a certificate (admin.tls.ca)");
        } else {
            refuseWrong(context);
        }
    }

    /** Right tokens do not wait for wrong ones. */
    private void refuseWrong(RoutingContext context) {
        long waitMs = wrongInMs(context.request().remoteAddress());
        if (waitMs == 0) {
            Answers.unauthorized(context, "wrong token");
        } else {
            context.vertx().setTimer(waitMs, timer -> Answers.unauthorized(context, "wrong token"));
        }
    }

    private static String bare(String shown) {
        return shown.startsWith(SCHEME) ? shown.substring(SCHEME.length()) : "";
    }

    /** Whether whoever has got as far as a request may read without a token. */
    boolean isOpen() {
        return isOnLoopback || isMutual;
    }

    /** What it takes to act here: {@code certificate}, {@code token}, or {@code nothing} that anybody could have. */
    String key() {
        if (isMutual) {
            return "certificate";
        }
        return token.isSet() ? "token" : "nothing";
    }

    boolean isToken(String shown) {
        boolean isRight = MessageDigest.isEqual(tokenDigest, digest(shown));
        return isRight && token.isSet();
    }

    /** Somebody has shown a wrong token: when he may be told, as all who guess take turns. */
    long wrongInMs(SocketAddress remote) {
        log.warn("admin: wrong token from {}", remote);
        return wrongTokens.takeInMs();
    }

    /** A name that others own could be pointed here by them, and their page would then be of this origin. */
    private boolean isOurName(String hostHeader) {
        if (hostHeader == null) {
            return false;
        }
        String name = hostHeader.replaceFirst(":[0-9]{1,5}$", "").toLowerCase(Locale.ROOT);
        return name.equals(LOCALHOST)
                || name.equals(host)
                || !Endpoint.tcp(name, 0).isNamed();
    }

    private static boolean isOwnOrigin(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        String hostHeader = request.getHeader(HttpHeaders.HOST);
        return origin == null
                || WebOrigin.of(origin)
                        .filter(from -> from.authority()
                                .equals(String.valueOf(hostHeader).toLowerCase(Locale.ROOT)))
                        .isPresent();
    }

    private static boolean isJson(String contentType) {
        return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(JSON);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }
}
