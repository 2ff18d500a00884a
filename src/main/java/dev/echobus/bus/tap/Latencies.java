package dev.echobus.bus.tap;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Latencies between two looks, in microseconds. Any thread; one takes at a time. */
final class Latencies {

    /** Two digits: a few kilobytes for latencies up to seconds. */
    private static final int DIGITS = 2;

    private final Recorder recorder = new Recorder(DIGITS);

    private @Nullable Histogram recycled;

    void record(long nanos) {
        recorder.recordValue(TimeUnit.NANOSECONDS.toMicros(nanos));
    }

    /**
     * What was recorded since the last call, or empty. The histogram goes along, as percentiles of several nodes make no
     * percentile of all.
     */
    Optional<JsonObject> take() {
        Histogram interval = recorder.getIntervalHistogram(recycled);
        recycled = interval;
        if (interval.getTotalCount() == 0) {
            return Optional.empty();
        }
        ByteBuffer encoded = ByteBuffer.allocate(interval.getNeededByteBufferCapacity());
        int length = interval.encodeIntoCompressedByteBuffer(encoded);
        return Optional.of(describe(interval)
                .put("histogram", Base64.getEncoder().encodeToString(Arrays.copyOf(encoded.array(), length))));
    }

    /** The figures that are told of latencies. */
    static JsonObject describe(Histogram latencies) {
        return new JsonObject()
                .put("count", latencies.getTotalCount())
                .put("p50", latencies.getValueAtPercentile(50))
                .put("p99", latencies.getValueAtPercentile(99))
                .put("max", latencies.getMaxValue());
    }
}
