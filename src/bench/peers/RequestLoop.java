import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Keeps so many requests in flight while it is told to. Reads lines of standard input: how many are in flight and for
 * how many seconds; prints a line of JSON for each. Each reply sets off the next request, on the thread that it came on.
 */
final class RequestLoop {

    /** Sends one request; hears of the right reply with true, of anything else with false. */
    interface Asker {
        void ask(Consumer<Boolean> replied);
    }

    private final Asker asker;
    private final LongAdder replies = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder inFlight = new LongAdder();
    private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);
    private volatile boolean isOver = true;

    RequestLoop(Asker asker) {
        this.asker = asker;
    }

    void serveStandardInput() throws IOException, InterruptedException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            String[] words = order.split(" ");
            System.out.println(measure(Integer.parseInt(words[0]), Double.parseDouble(words[1])));
        }
    }

    private String measure(int depth, double seconds) throws InterruptedException {
        replies.reset();
        failures.reset();
        latencies.reset();
        isOver = false;
        long start = System.nanoTime();
        for (int i = 0; i < depth; i++) {
            inFlight.increment();
            request();
        }
        Thread.sleep((long) (seconds * 1e3));
        isOver = true;
        double took = (System.nanoTime() - start) / 1e9;
        long messages = replies.sum();
        for (int waited = 0; inFlight.sum() > 0 && waited < 10_000; waited += 10) {
            Thread.sleep(10);
        }
        return String.format(
                Locale.ROOT,
                "{\"messages\": %d, \"seconds\": %.6f, \"rate\": %.1f, \"failures\": %d,"
                        + " \"p50Nanos\": %d, \"p99Nanos\": %d, \"maxNanos\": %d}",
                messages,
                took,
                messages / took,
                failures.sum() + inFlight.sum(),
                latencies.getValueAtPercentile(50),
                latencies.getValueAtPercentile(99),
                latencies.getMaxValue());
    }

    private void request() {
        long sentNanos = System.nanoTime();
        asker.ask(isRight -> {
            latencies.recordValue(System.nanoTime() - sentNanos);
            (isRight ? replies : failures).increment();
            if (isOver) {
                inFlight.decrement();
            } else {
                request();
            }
        });
    }
}
