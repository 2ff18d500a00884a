package dev.echobus.trace;

import dev.echobus.wire.VertxSockets;
import io.opentelemetry.common.ComponentLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.HttpResponse;
import io.opentelemetry.sdk.common.export.HttpSender;
import io.opentelemetry.sdk.common.export.HttpSenderConfig;
import io.opentelemetry.sdk.common.export.HttpSenderProvider;
import io.opentelemetry.sdk.common.export.MessageWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches to a collector over HTTP/1.1, one after the other on one connection. Each has the time of its settings'
 * {@code getTimeout} for all of it, from connecting to the last byte of the answer; whatever else than a whole answer comes
 * of it, its connection is cut. Blocks whoever sends, which is the one thread of the queue of spans.
 */
final class CollectorSender implements HttpSender {

    /** Nobody looks at what a collector says of a batch that it took. */
    private static final int ANSWER_MAX_BYTES = 65_536;

    private static final int OK = 200;
    private static final int OK_MAX = 299;

    private final HttpSenderConfig settings;
    private final HttpClientAgent client;
    private final ClientSSLOptions tls;

    /** The connection that the last batch has left; null after one that failed. */
    private @Nullable Link kept;

    /** A connection, and whether it still is one. */
    private static final class Link {

        private final HttpClientConnection connection;

        private volatile boolean isClosed;

        Link(HttpClientConnection connection) {
            this.connection = connection;
            connection.closeHandler(closed -> isClosed = true);
            // The exchange has it too; without this Vert.x writes an error to the log.
            connection.exceptionHandler(told -> {});
        }
    }

    private CollectorSender(Vertx vertx, String ca, HttpSenderConfig settings) {
        this.settings = settings;
        int timeoutMs = (int) settings.getTimeout().toMillis();
        client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(timeoutMs));
        tls = new ClientSSLOptions();
        tls.setSslHandshakeTimeout(timeoutMs).setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (!ca.isEmpty()) {
            tls.setTrustOptions(new PemTrustOptions()
                    .addCertPath(Path.of(ca).toAbsolutePath().toString()));
        }
    }

    /**
     * Has an exporter send so.
     *
     * @param ca file of the CAs that the certificate of a collector must be of; empty: those that the JVM trusts
     */
    static ComponentLoader asComponent(Vertx vertx, String ca) {
        return new ComponentLoader() {
            @Override
            public <T> Iterable<T> load(Class<T> kind) {
                HttpSenderProvider provider = settings -> new CollectorSender(vertx, ca, settings);
                return kind.isInstance(provider) ? List.of(kind.cast(provider)) : List.of();
            }
        };
    }

    @Override
    public void send(MessageWriter batch, Consumer<HttpResponse> onAnswer, Consumer<Throwable> onFailure) {
        try {
            onAnswer.accept(new Answer(status(batch)));
        } catch (IOException | TimeoutException broken) {
            onFailure.accept(broken);
        } catch (ExecutionException broken) {
            onFailure.accept(broken.getCause());
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
            onFailure.accept(over);
        }
    }

    private int status(MessageWriter batch)
            throws IOException, ExecutionException, InterruptedException, TimeoutException {
        long endNanos = System.nanoTime() + settings.getTimeout().toNanos();
        var message = new ByteArrayOutputStream(Math.max(0, batch.getContentLength()));
        batch.writeMessage(message);
        Link link = kept == null || kept.isClosed ? connect(endNanos) : kept;
        kept = null;
        try {
            int status = await(exchange(link.connection, Buffer.buffer(message.toByteArray())), endNanos);
            kept = isOk(status) ? link : null;
            return status;
        } finally {
            if (kept == null) {
                VertxSockets.cut(link.connection);
            }
        }
    }

    private Link connect(long endNanos) throws ExecutionException, InterruptedException, TimeoutException {
        URI url = settings.getEndpoint();
        boolean isTls = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : isTls ? 443 : 80;
        var connect =
                new HttpConnectOptions().setHost(url.getHost()).setPort(port).setSsl(isTls);
        Future<HttpClientConnection> connecting = client.connect(isTls ? connect.setSslOptions(tls) : connect);
        try {
            return new Link(await(connecting, endNanos));
        } catch (TimeoutException | InterruptedException over) {
            connecting.onSuccess(VertxSockets::cut);
            throw over;
        }
    }

    private Future<Integer> exchange(HttpClientConnection connection, Buffer message) {
        var request = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setURI(settings.getEndpoint().getRawPath())
                .putHeader("Content-Type", settings.getContentType());
        settings.getHeadersSupplier()
                .get()
                .forEach((name, values) -> values.forEach(value -> request.addHeader(name, value)));
        return connection.request(request).compose(begun -> begun.send(message)).compose(CollectorSender::whole);
    }

    /** The status, once all of the answer is there; that of a refusal at once. */
    private static Future<Integer> whole(HttpClientResponse answer) {
        Promise<Integer> status = Promise.promise();
        int[] bytes = {0};
        answer.exceptionHandler(status::tryFail)
                .endHandler(end -> status.tryComplete(answer.statusCode()))
                .handler(piece -> {
                    bytes[0] += piece.length();
                    if (bytes[0] > ANSWER_MAX_BYTES) {
                        status.tryFail(new IOException("it answered with more than " + ANSWER_MAX_BYTES + " bytes"));
                    }
                });
        if (!isOk(answer.statusCode())) {
            status.tryComplete(answer.statusCode());
        }
        return status.future();
    }

    private static boolean isOk(int status) {
        return status >= OK && status <= OK_MAX;
    }

    private static <T> T await(Future<T> future, long endNanos)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(endNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletableResultCode shutdown() {
        var closed = new CompletableResultCode();
        client.close().onComplete(over -> closed.succeed());
        return closed;
    }

    /** What is asked of an answer. */
    private record Answer(int status) implements HttpResponse {

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        public String getStatusMessage() {
            return "";
        }

        @Override
        public byte[] getResponseBody() {
            return new byte[0];
        }
    }
}
