package dev.echobus.load.drive;

import dev.echobus.common.ConnectFailure;
import dev.echobus.load.check.WireImage;
import dev.echobus.load.plan.BenchPlan;
import dev.echobus.load.plan.LoadLimits;
import dev.echobus.load.result.Phase;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One event loop of a run with its slots, its timers and its counts. Everything in it happens on that loop, so nothing
 * is shared: its {@link Recorder} hands over what it counts.
 */
final class LoadLoop implements Recorder.PhaseListener {

    private final RunContext run;
    private final EventLoop executor;
    private final Bootstrap bootstrap;
    private final ReadBuffer readBuffer = new ReadBuffer();
    private final long inFlightMaxBytes;
    private final List<LoadSlot> slots = new ArrayList<>();
    private final Connector connector;
    private final SendTimer timer;
    private final Recorder recorder;
    private final CompletableFuture<Tally> finished = new CompletableFuture<>();

    private Window window = Window.NONE;
    private int openSockets;
    private boolean isSending;
    private boolean isDraining;
    private boolean isOver;

    LoadLoop(RunContext run, int index, EventLoop executor, InetSocketAddress address) {
        this.run = run;
        this.executor = executor;
        recorder = new Recorder(run, index, this);
        inFlightMaxBytes = run.plan().inFlightMaxBytes();
        bootstrap = new Bootstrap()
                .group(executor)
                .channel(run.plan().transport().channelType())
                .remoteAddress(address)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        (run.plan().timing().connectTimeoutNanos() / 1_000_000));
        readBuffer.use(bootstrap);
        connector = new Connector(executor);
        timer = new SendTimer(executor);
    }

    void addSlot(int index) {
        slots.add(new LoadSlot(this, index));
    }

    /** Opens all sockets, so many a second; the future ends when each is open or has failed. */
    CompletableFuture<Void> open(double perSecond) {
        executor.execute(() -> connector.openAll(slots, perSecond));
        return connector.allTried();
    }

    /** Starts to send when the window begins. */
    void start(Window next) {
        long wait = next.startNanos() - System.nanoTime();
        executor.schedule(() -> begin(next), wait, TimeUnit.NANOSECONDS);
    }

    private void begin(Window next) {
        if (isOver) {
            return;
        }
        window = next;
        isSending = true;
        recorder.start(next);
        long now = System.nanoTime();
        recorder.advanceTo(now);
        slots.forEach(slot -> slot.start(next.startNanos(), now));
        scheduleTick();
        scheduleDrain();
    }

    /** Ends the measurement before its time. */
    void stop(long nanos, long drainNanos) {
        executor.execute(() -> {
            if (isSending) {
                window = recorder.endAt(nanos, drainNanos);
                drain();
            } else if (!isDraining) {
                finish();
            }
        });
    }

    CompletableFuture<Tally> finished() {
        return finished;
    }

    /** Hands each tick over also when nothing happens that would. */
    private void scheduleTick() {
        long now = System.nanoTime();
        executor.schedule(
                () -> {
                    if (isSending) {
                        recorder.advanceTo(System.nanoTime());
                        scheduleTick();
                    }
                },
                Math.max(0, Math.min(recorder.boundaryNanos(), window.measuredToNanos()) - now),
                TimeUnit.NANOSECONDS);
    }

    /** Sending is over once the time of the window is. */
    private void scheduleDrain() {
        long wait = window.measuredToNanos() - System.nanoTime();
        executor.schedule(
                () -> {
                    if (isSending) {
                        recorder.advanceTo(System.nanoTime());
                        drain();
                    }
                },
                Math.max(0, wait),
                TimeUnit.NANOSECONDS);
    }

    @Override
    public void onPhase(Phase next) {
        // No lambdas here: the first use of one makes a class, which takes longer than many messages.
        for (LoadSlot slot : slots) {
            long echoed = slot.takeEchoed();
            if (next == Phase.DRAIN) {
                recorder.tally().messagesByConnection.add(echoed);
            }
        }
    }

    private void drain() {
        isSending = false;
        isDraining = true;
        timer.stop();
        long now = System.nanoTime();
        for (LoadSlot slot : slots) {
            slot.drain(now);
        }
        finishIfClosed();
        executor.schedule(this::endDrain, window.drainNanos(), TimeUnit.NANOSECONDS);
    }

    /** Gives up what is awaited; those that were through get their time to be closed. */
    private void endDrain() {
        for (LoadSlot slot : slots) {
            LoadConnection connection = slot.connection();
            if (connection != null) {
                connection.cutUnfinished();
            }
        }
        finishIfClosed();
        executor.schedule(this::finish, LoadLimits.CLOSING_NANOS, TimeUnit.NANOSECONDS);
    }

    private void giveUpUnsent() {
        long slotNanos = recorder.tally().unanswered.slotNanos();
        long slice = Math.max(
                slotNanos,
                (window.deadlineNanos() - window.startNanos()) / LoadLimits.UNSENT_SLICES_MAX * slots.size());
        for (LoadSlot slot : slots) {
            slot.giveUpUnsent(window.measuredFromNanos(), slice);
            slot.giveUpUnsent(window.measuredToNanos(), slice);
        }
    }

    private void finishIfClosed() {
        if (isDraining && openSockets == 0 && connector.isIdle()) {
            finish();
        }
    }

    private void finish() {
        if (isOver) {
            return;
        }
        giveUpUnsent();
        isOver = true;
        isSending = false;
        isDraining = false;
        for (LoadSlot slot : slots) {
            LoadConnection connection = slot.connection();
            if (connection != null) {
                connection.cut();
            }
        }
        readBuffer.release();
        finished.complete(recorder.finish());
    }

    ChannelFuture connect(LoadSlot slot) {
        var connection = new LoadConnection(
                this, slot, new WireImage(run.pattern(), plan().framing(), run.nextConnectionNumber()));
        return bootstrap.clone().handler(connection).connect();
    }

    void reconnect(LoadSlot slot) {
        if (isSending || (isDraining && System.nanoTime() - window.deadlineNanos() < 0)) {
            connector.reopen(slot);
        }
    }

    void onConnected(long nanos) {
        openSockets++;
        run.onConnected();
        recorder.tally().connectTimes.recordValue(Math.min(nanos, LoadLimits.LATENCY_MAX_NANOS));
        connector.onTried();
    }

    void onAnswering() {
        run.onAnswering();
    }

    void onConnectFailed(Throwable cause) {
        run.onConnectFailed();
        Tally tally = recorder.tally();
        tally.connectFailures++;
        if (tally.firstConnectFailure == null) {
            tally.firstConnectFailure = ConnectFailure.describe(cause);
        }
        connector.onTried();
        finishIfClosed();
    }

    void onClosed(boolean wasOurs, boolean wasSilent) {
        openSockets--;
        if (!wasOurs) {
            recorder.tally().connectionsLost++;
            if (wasSilent) {
                recorder.tally().connectionsTurnedAway++;
                run.onTurnedAway();
            }
        } else if (isSending) {
            recorder.tally().connectionsReplaced++;
        }
        finishIfClosed();
    }

    SendTimer timer() {
        return timer;
    }

    BenchPlan plan() {
        return run.plan();
    }

    EventLoop executor() {
        return executor;
    }

    ByteBuffer readView() {
        return readBuffer.view();
    }

    Recorder recorder() {
        return recorder;
    }

    Interval interval() {
        return recorder.interval();
    }

    long inFlightMaxBytes() {
        return inFlightMaxBytes;
    }

    boolean isSending() {
        return isSending;
    }

    /** True when a message that is intended at this time may be sent: what was due may be sent in the drain, too. */
    boolean maySendAt(long nanos) {
        return (isSending || isDraining) && nanos - window.measuredToNanos() < 0;
    }

    /** Nothing more becomes due; what was due may be sent, and what is in flight may come back. */
    boolean isDraining() {
        return isDraining;
    }

    boolean isOver() {
        return isOver;
    }
}
