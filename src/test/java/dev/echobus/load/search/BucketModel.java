package dev.echobus.load.search;

import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.Contention;
import dev.echobus.load.result.LoadResult;
import dev.echobus.load.result.LoadResult.Connections;
import dev.echobus.load.result.LoadResult.Generator;
import dev.echobus.load.result.LoadResult.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * A server that answers so many messages a second and not one more, and a generator, reckoned instead of run: the same
 * steps for the same settings, on any machine. Its clock goes on from step to step.
 */
final class BucketModel implements RateSearch.Runner {

    private static final double SERVICE_SECONDS = 50e-6;

    private final double perSecond;

    /** Until then the server answers a twentieth of that. */
    double coldUntilSeconds;
    /** The server stands still from then on for so long. */
    double freezeAtSeconds = Double.POSITIVE_INFINITY;

    double freezeSeconds;
    /** The generator can send no more than this. */
    double generatorPerSecond = Double.POSITIVE_INFINITY;
    /** Share of the steps in which the generator stands still for a moment. */
    double interruptedShare;

    /** What kept the generator from running. */
    Contention contention = Contention.unknown();

    final Random random;
    private double nowSeconds;

    BucketModel(double perSecond, long seed) {
        this.perSecond = perSecond;
        random = new Random(seed * 0x9E37_79B9_7F4A_7C15L); // Small seeds begin with nearly the same number.
    }

    @Override
    public LoadResult run(BenchPlan plan) {
        double rate = plan.pace().ratePerSecond() == null ? 0 : plan.pace().ratePerSecond();
        double warmUp = plan.timing().warmUpNanos() / 1e9;
        double measured = plan.timing().measuredNanos() / 1e9;
        double drainEnd = warmUp + measured + plan.timing().drainNanos() / 1e9;
        double pauseAt = random.nextDouble() < interruptedShare ? warmUp + random.nextDouble() * measured : -1;
        var latency = new Histogram(LoadLimits.LATENCY_MAX_NANOS, LoadLimits.LATENCY_DIGITS);
        long echoed = 0;
        long late = 0;
        long unansweredBefore = 0;
        long unanswered = 0;
        double free = 0;
        double sender = 0;
        long count = (long) ((warmUp + measured) * rate);
        for (long i = 0; i < count; i++) {
            double intended = i / rate;
            sender = Math.max(intended, sender + 1 / generatorPerSecond);
            double sent = pauseAt >= 0 && sender >= pauseAt && sender < pauseAt + 0.05 ? pauseAt + 0.05 : sender;
            boolean isMeasured = intended >= warmUp;
            late += isMeasured && sent - intended > 1e-3 ? 1 : 0;
            free = answered(Math.max(sent, free));
            unansweredBefore += free > drainEnd && !isMeasured ? 1 : 0;
            echoed += free >= warmUp && free < warmUp + measured ? 1 : 0;
            if (isMeasured) {
                unanswered += free > drainEnd ? 1 : 0;
                latency.recordValue((long) ((Math.min(free, drainEnd) + SERVICE_SECONDS - intended) * 1e9));
            }
        }
        nowSeconds += Math.min(Math.max(free, warmUp + measured), drainEnd);
        long sentCount = (long) (measured * rate);
        var totals = new Totals(
                measured,
                latency.getTotalCount(),
                sentCount,
                echoed,
                unanswered,
                0,
                unansweredBefore,
                0,
                0,
                late,
                0,
                0);
        return result(plan, totals, latency);
    }

    /** When what the server begins at a time of the step is answered. */
    private double answered(double begin) {
        double at = nowSeconds + begin;
        double start = at >= freezeAtSeconds && at < freezeAtSeconds + freezeSeconds
                ? freezeAtSeconds + freezeSeconds - nowSeconds
                : begin;
        return start + (at < coldUntilSeconds ? 20 : 1) / perSecond;
    }

    private LoadResult result(BenchPlan plan, Totals totals, Histogram latency) {
        var connections = new Connections(
                1,
                0,
                0,
                0,
                0,
                new Histogram(LoadLimits.LATENCY_MAX_NANOS, LoadLimits.LATENCY_DIGITS),
                new ArrayList<>(),
                null);
        return new LoadResult(
                plan,
                Instant.EPOCH,
                false,
                totals,
                latency,
                latency,
                List.of(),
                connections,
                new EnumMap<>(FaultKind.class),
                List.of(),
                new Generator(List.of(0.5), 0, contention),
                null);
    }
}
