package dev.echobus.rollout;

import dev.echobus.bus.RetryingRequest;
import dev.echobus.dialogue.ConnectSession.Target;
import dev.echobus.wire.FrameCodec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A rehearsal: {@link #check} that the target echoes, {@link #start}, let nodes be replaced, {@link #stop}. Any thread;
 * everything happens on one event loop.
 */
public final class Rollout {

    private final Vertx vertx;
    private final Context context;
    private final RolloutPlan plan;
    private final Target target;
    private final RetryingRequest request;
    private final String address;
    private final List<Traffic> traffic = new ArrayList<>();
    private @Nullable HeldConnections held;
    private long startNanos;

    /**
     * Prepares one.
     *
     * @param vertx where its loop is; a member of the cluster where there are requests to send
     * @param request how requests are repeated
     * @param address takes the requests and replies with their bytes
     */
    public Rollout(Vertx vertx, RolloutPlan plan, RetryingRequest request, String address) {
        this.vertx = vertx;
        this.plan = plan;
        context = vertx.getOrCreateContext();
        target = new Target(
                SocketAddress.inetSocketAddress(
                        plan.target().port(), plan.target().host()),
                FrameCodec.of(plan.framing(), RolloutPlan.SIZE_MAX_BYTES),
                plan.stallMs());
        this.request = request;
        this.address = address;
    }

    /** Whether one message comes back as it was sent; fails with the reason. */
    public Future<Void> check() {
        return onLoop(() -> new FirstEcho(vertx, target, plan).check());
    }

    /** Begins to send. */
    public Future<Void> start() {
        return onLoop(() -> {
            startNanos = System.nanoTime();
            prepare();
            traffic.forEach(Traffic::start);
            return Future.succeededFuture();
        });
    }

    private void prepare() {
        if (plan.heldConnections() > 0) {
            held = new HeldConnections(vertx, target, plan);
            traffic.add(held);
        }
        if (plan.connectionsPerSecond() > 0) {
            traffic.add(new NewConnections(vertx, target, plan));
        }
        if (plan.requestsPerSecond() > 0) {
            traffic.add(new BusRequests(vertx, request, address, plan));
        }
    }

    /** Sends no more, waits for the last answers, and tells what was found. */
    public Future<RolloutResult> stop() {
        return onLoop(() -> {
            long nanos = System.nanoTime() - startNanos;
            return Future.all(traffic.stream().map(Traffic::stop).toList())
                    .map(all -> new RolloutResult(plan, nanos, held == null ? 0 : held.unbroken(), all.list()));
        });
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        Promise<T> done = Promise.promise();
        context.runOnContext(loop -> action.get().onComplete(done));
        return done.future();
    }
}
