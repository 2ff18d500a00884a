package dev.echobus.trace;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.echobus.common.Endpoint;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/** Takes traces by OTLP over HTTP, as a collector does, and keeps what it was sent. */
public final class TestCollector implements AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<SeenSpan> spans = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile int status = 200;
    private volatile boolean isSilent;
    private int requests;
    private String askedFor = "";

    private TestCollector(HttpServer server, InetSocketAddress address) throws IOException {
        this.server = server;
        server.bind(address, 0);
        server.setExecutor(threads);
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    public static TestCollector start() throws IOException {
        return start(0);
    }

    public static TestCollector start(int port) throws IOException {
        return new TestCollector(HttpServer.create(), loopback(port));
    }

    /** One at a free port of this address. */
    public static TestCollector start(InetAddress address) throws IOException {
        return new TestCollector(HttpServer.create(), new InetSocketAddress(address, 0));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** One that speaks TLS. */
    public static TestCollector start(SSLContext tls) throws IOException {
        HttpsServer server = HttpsServer.create();
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        return new TestCollector(server, loopback(0));
    }

    public String url() {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://" + authority();
    }

    /** Where it listens, as URLs have it. */
    public String authority() {
        InetSocketAddress address = server.getAddress();
        String host = address.getAddress().getHostAddress().replace("0:0:0:0:0:0:0:1", "::1");
        return Endpoint.tcp(host, address.getPort()).authority();
    }

    /** What it answers from now on. */
    public void answerWith(int status) {
        this.status = status;
    }

    /** It takes connections and requests, and answers none. */
    public void fallSilent() {
        isSilent = true;
    }

    /** All that it was sent until now. */
    public synchronized List<SeenSpan> spans() {
        return List.copyOf(spans);
    }

    public synchronized int requests() {
        return requests;
    }

    /** Whom the last request was to; empty without one. */
    public synchronized String askedFor() {
        return askedFor;
    }

    /** What it was sent, once that is so. */
    public synchronized List<SeenSpan> await(Predicate<List<SeenSpan>> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.test(spans)) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (leftMs <= 0) {
                throw new AssertionError("not in time, only " + spans);
            }
            wait(leftMs);
        }
        return spans();
    }

    /** The spans of one trace, once there are so many. */
    public List<SeenSpan> trace(String traceId, int count) throws InterruptedException {
        return await(all -> ofTrace(all, traceId).size() >= count).stream()
                .filter(span -> span.traceId().equals(traceId))
                .toList();
    }

    private static List<SeenSpan> ofTrace(List<SeenSpan> all, String traceId) {
        return all.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
            synchronized (this) {
                requests++;
                askedFor = exchange.getRequestHeaders().getFirst("Host");
                if (status == 200 && !isSilent) {
                    spans.addAll(SeenSpan.of(request));
                }
                notifyAll();
            }
            if (isSilent) {
                closed.await();
            }
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
