package dev.echobus.load;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.load.drive.LoadRun;
import dev.echobus.load.plan.Arrival;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.plan.BenchPlan.Pace;
import dev.echobus.load.plan.BenchPlan.Timing;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.plan.Transport;
import dev.echobus.load.result.LoadResult;
import org.jspecify.annotations.Nullable;

/** Plans for tests: short, on loopback, everything else as the fields say. */
public final class Plans {

    public static final Framing RAW = new Framing(FramingKind.RAW, 4, "");

    private static final long MILLI = 1_000_000;

    public int connections = 2;
    public int inFlightMax = 4;
    public int loops = 1;
    public Sizes sizes = Sizes.of(64);
    public Framing framing = RAW;

    @Nullable
    public Double rate;

    public Arrival arrival = Arrival.CONSTANT;
    public double connectRate;
    public long lifetimeMs;
    public long warmUpMs;
    public long durationMs = 300;
    public long drainMs = 300;
    public Transport transport = Transport.best();

    public BenchPlan of(int port) {
        return of(Endpoint.tcp("127.0.0.1", port));
    }

    private BenchPlan of(Endpoint target) {
        return new BenchPlan(
                target,
                connections,
                inFlightMax,
                sizes,
                framing,
                new Pace(rate, arrival, connectRate, lifetimeMs * MILLI),
                new Timing(warmUpMs * MILLI, durationMs * MILLI, 5_000 * MILLI, drainMs * MILLI),
                loops,
                transport,
                7);
    }

    public LoadResult run(ScriptedServer server) throws InterruptedException {
        return new LoadRun(of(server.port()), second -> {}).run();
    }

    /** A run whose server's host has no address, which is known without asking anyone. */
    public LoadResult runNowhere() throws InterruptedException {
        return new LoadRun(of(Endpoint.tcp("[nowhere]", 1)), second -> {}).run();
    }
}
