package dev.echobus.load;

import dev.echobus.common.Endpoint;
import dev.echobus.common.FramingKind;
import dev.echobus.load.BenchPlan.Pace;
import dev.echobus.load.BenchPlan.Timing;
import org.jspecify.annotations.Nullable;

/** Plans for tests: short, on loopback, everything else as the fields say. */
final class Plans {

    static final Framing RAW = new Framing(FramingKind.RAW, 4, "");

    private static final long MILLI = 1_000_000;

    int connections = 2;
    int inFlightMax = 4;
    int loops = 1;
    Sizes sizes = Sizes.of(64);
    Framing framing = RAW;

    @Nullable
    Double rate;

    Arrival arrival = Arrival.CONSTANT;
    double connectRate;
    long lifetimeMs;
    long warmUpMs;
    long durationMs = 300;
    long drainMs = 300;
    Transport transport = Transport.best();

    BenchPlan of(int port) {
        return new BenchPlan(
                Endpoint.tcp("127.0.0.1", port),
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

    LoadResult run(ScriptedServer server) throws InterruptedException {
        return new LoadRun(of(server.port()), second -> {}).run();
    }
}
