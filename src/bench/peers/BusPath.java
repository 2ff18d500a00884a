import dev.echobus.config.EchobusConfig;
import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.ConfigSources;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.runtime.Echobus;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * The bus path: a node in this process, and so many requests at a time on {@code echobus.client.echo}, each a round
 * trip over TCP to the node's own server. Arguments: requests in flight, bytes of each, rounds, seconds a round,
 * seconds of warm-up, then settings as {@code path=value}. Prints one line of JSON a round; its latencies are those of
 * the round trips, from the request to the reply.
 */
final class BusPath {

    private static final String ADDRESS = "echobus.client.echo";

    private final Vertx vertx;
    private final Buffer payload;
    private final LongAdder replies = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final SingleWriterRecorder latencies = new SingleWriterRecorder(3);
    private volatile boolean isOver;

    private BusPath(Vertx vertx, int payloadBytes) {
        this.vertx = vertx;
        payload = Buffer.buffer(new byte[payloadBytes]);
    }

    public static void main(String[] arguments) throws Exception {
        int inFlight = Integer.parseInt(arguments[0]);
        int payloadBytes = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        double seconds = Double.parseDouble(arguments[3]);
        double warmUpSeconds = Double.parseDouble(arguments[4]);
        Echobus node = start(List.of(arguments).subList(5, arguments.length));
        var path = new BusPath(node.vertx(), payloadBytes);
        path.begin(inFlight);
        path.measure(warmUpSeconds);
        for (int round = 1; round <= rounds; round++) {
            System.out.println(path.measure(seconds));
        }
        path.isOver = true;
        node.drain().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        long echoedBytes = node.stats().server().total().bytesOut();
        if (echoedBytes < path.replies.sum() * payloadBytes) {
            throw new IllegalStateException(
                    path.replies.sum() + " replies, but the server echoed " + echoedBytes + " bytes only");
        }
    }

    private static Echobus start(List<String> settings) throws Exception {
        var assignments = new ArrayList<Assignment>();
        settings.forEach(setting -> assignments.add(Assignment.set(setting)));
        var sources = new ConfigSources(Path.of("."), List.of(), Map.of(), assignments);
        var loader = Vertx.vertx();
        var result = ConfigLoader.load(loader, sources).toCompletionStage().toCompletableFuture();
        if (!(result.get(30, TimeUnit.SECONDS) instanceof LoadedConfig<?> loaded
                && loaded.config() instanceof EchobusConfig config)) {
            throw new IllegalArgumentException("rejected: " + result.get());
        }
        loader.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return Echobus.start(config).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    /** All requests go out from one event loop, as those of one verticle would. */
    private void begin(int inFlight) {
        vertx.getOrCreateContext().runOnContext(started -> {
            for (int i = 0; i < inFlight; i++) {
                request();
            }
        });
    }

    private void request() {
        long sentNanos = System.nanoTime();
        vertx.eventBus().<Buffer>request(ADDRESS, payload, new DeliveryOptions()).onComplete(reply -> {
            if (reply.succeeded() && reply.result().body().length() == payload.length()) {
                replies.increment();
                latencies.recordValue(System.nanoTime() - sentNanos);
            } else {
                failures.increment();
            }
            if (!isOver) {
                request();
            }
        });
    }

    private String measure(double seconds) throws InterruptedException {
        long before = replies.sum();
        long failuresBefore = failures.sum();
        latencies.reset();
        long start = System.nanoTime();
        Thread.sleep((long) (seconds * 1e3));
        double took = (System.nanoTime() - start) / 1e9;
        long messages = replies.sum() - before;
        var round = latencies.getIntervalHistogram();
        return String.format(
                Locale.ROOT,
                "{\"messages\": %d, \"seconds\": %.6f, \"rate\": %.1f, \"failures\": %d,"
                        + " \"p50Nanos\": %d, \"p99Nanos\": %d, \"maxNanos\": %d}",
                messages,
                took,
                messages / took,
                failures.sum() - failuresBefore,
                round.getValueAtPercentile(50),
                round.getValueAtPercentile(99),
                round.getMaxValue());
    }
}
