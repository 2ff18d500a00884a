package dev.echobus.leak;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test run that leaked a buffer. Found by JUnit through {@code META-INF/services}; begins before the first test
 * class of a run and ends after the last: of all classes, or of one where several JVMs share them. A leak is known only
 * once its buffer has been collected, so the end leaks one on purpose and collects until that one is reported.
 */
public final class LeakCheck implements BeforeAllCallback, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Makes the buffers that are leaked on purpose: their first record tells who called whom. */
    private static final String DECOY = LeakCheck.class.getName() + ".leakOnPurpose(";

    /** The collector hands over what it found in no certain order: the second decoy comes after all of the first. */
    private static final int DECOYS = 2;

    /** One for the JVM, whose runs may be many: Netty asks for its detectors once, before any buffer is made. */
    private static final LeakRecorder RECORDER = new LeakRecorder();

    static {
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(RECORDER);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    }

    /** Each is made by so many calls in each other, and differs from all before: Netty reports equal ones once. */
    private static final AtomicInteger decoys = new AtomicInteger();

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(LeakCheck.class))
                .computeIfAbsent(LeakCheck.class, key -> this, LeakCheck.class);
    }

    @Override
    public void close() {
        for (int decoy = 0; decoy < DECOYS; decoy++) {
            int calls = decoys.incrementAndGet();
            leakOnPurpose(calls);
            awaitReport(calls);
        }
        var leaks =
                RECORDER.take().stream().filter(leak -> !leak.contains(DECOY)).toList();
        if (!leaks.isEmpty()) {
            throw new AssertionError(leaks.size() + " leaked; -Dleak.records=4 tells who touched them last: "
                    + String.join("\n\n", leaks));
        }
    }

    private static void leakOnPurpose(int calls) {
        if (calls > 1) {
            leakOnPurpose(calls - 1);
        } else {
            PooledByteBufAllocator.DEFAULT.buffer(1);
        }
    }

    private static void awaitReport(int calls) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!RECORDER.has(leak -> leak.split(Pattern.quote(DECOY), -1).length == calls + 1)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("leak detection is blind: it did not report what was leaked on purpose");
            }
            System.gc();
            // Netty looks for leaks when it makes a buffer.
            PooledByteBufAllocator.DEFAULT.buffer(1).release();
        }
    }
}
