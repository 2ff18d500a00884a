package dev.echobus.selftest;

import dev.echobus.common.Endpoint;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** The admin port: whether the node says that it lives, and that it takes on work. */
final class AdminWay implements Way {

    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";

    /** Longer answers no node gives. */
    private static final int ANSWER_MAX_BYTES = 65_536;

    private static final int OK = 200;

    private final Client client;
    private final Endpoint endpoint;
    private final OwnTls tls;

    AdminWay(Client client, Endpoint endpoint, OwnTls tls) {
        this.client = client;
        this.endpoint = endpoint;
        this.tls = tls;
    }

    private record Reply(int status, JsonObject body) {

        boolean isUp() {
            return status == OK && "up".equals(body.getValue("status"));
        }

        /** Of the checks those that are down, each with its reason. */
        String reasons() {
            if (!(body.getValue("checks") instanceof Iterable<?>)) {
                return "";
            }
            return body.getJsonArray("checks").stream()
                    .filter(JsonObject.class::isInstance)
                    .map(JsonObject.class::cast)
                    .filter(check -> "down".equals(check.getValue("status")))
                    .map(check -> check.getValue("name") + " is down" + because(check))
                    .collect(Collectors.joining(", "));
        }

        private static String because(JsonObject check) {
            return check.getValue("reason") == null ? "" : " (" + check.getValue("reason") + ")";
        }
    }

    @Override
    public String name() {
        return "admin";
    }

    @Override
    public String address() {
        return (tls.isOn() ? "https://" : "http://") + endpoint.authority();
    }

    @Override
    public Verdict attempt() throws InterruptedException {
        Optional<Verdict> objection = tls.objection();
        if (objection.isPresent()) {
            return objection.get();
        }
        var options = new HttpClientOptions().setVerifyHost(false).setConnectTimeout(client.timeoutMs());
        options.setSslHandshakeTimeout(client.timeoutMs()).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        tls.secure(options);
        HttpClient http = client.vertx().createHttpClient(options);
        try {
            return judged(http);
        } catch (ExecutionException failure) {
            return Verdict.failed(tls.describe(failure));
        } catch (TimeoutException late) {
            return Verdict.failed("no answer within " + answerMaxMs() + " ms");
        } finally {
            http.close();
        }
    }

    private Verdict judged(HttpClient http) throws InterruptedException, ExecutionException, TimeoutException {
        Reply live = ask(http, LIVE);
        if (!live.isUp()) {
            return Verdict.failed(LIVE + ": expected 200 and up, found " + live.status());
        }
        Reply ready = ask(http, READY);
        if (ready.isUp()) {
            return Verdict.ok("live and ready");
        }
        String reasons = ready.reasons();
        return Verdict.failed(
                reasons.isEmpty()
                        ? READY + ": expected 200 and up, found " + ready.status()
                        : "live, and not ready: " + reasons);
    }

    private Reply ask(HttpClient http, String path) throws InterruptedException, ExecutionException, TimeoutException {
        var request = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(path);
        return Bounded.await(
                http.request(request).compose(HttpClientRequest::send).compose(AdminWay::whole), answerMaxMs());
    }

    /** Connecting, and then the answer. */
    private int answerMaxMs() {
        return 2 * client.timeoutMs();
    }

    private static Future<Reply> whole(HttpClientResponse response) {
        Promise<Reply> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > ANSWER_MAX_BYTES) {
                whole.tryFail("an answer of more than " + ANSWER_MAX_BYTES + " bytes");
                response.request().reset();
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(new Reply(response.statusCode(), json(body))));
        return whole.future();
    }

    private static JsonObject json(Buffer body) {
        try {
            return new JsonObject(body);
        } catch (DecodeException notJson) {
            return new JsonObject();
        }
    }
}
