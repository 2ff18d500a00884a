package dev.echobus.load;

import dev.echobus.load.Interval.Phase;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * One event loop of a run with its slots, its timers and its counts. Everything in it happens on that loop, so nothing
 * is shared: each second's counts are handed over as an {@link Interval}, the rest at the end as a {@link Tally}.
 */
final class LoadLoop {

    private final RunContext run;
    private final EventLoop executor;
    private final Bootstrap bootstrap;
    private final Pattern pattern;
    private final ReadBuffer readBuffer = new ReadBuffer();
    private final long inFlightMaxBytes;
    private final List<LoadSlot> slots = new ArrayList<>();
    private final Connector connector;
    private final SendTimer timer;
    private final Tally tally = new Tally();
    private final Samples samples;
    private final CompletableFuture<Tally> finished = new CompletableFuture<>();

    private Interval interval = new Interval(Phase.WARM_UP, 0, System.nanoTime());
    private Window window = Window.NONE;
    private long processorNanos;
    private int openSockets;
    private boolean isSending;
    private boolean isOver;

    LoadLoop(RunContext run, EventLoop executor, InetSocketAddress address) {
        this.run = run;
        this.executor = executor;
        pattern = Pattern.of(run.plan());
        samples = new Samples(run.plan().pace().isOpenLoop());
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
        long now = System.nanoTime();
        boolean hasWarmUp = next.measuredFromNanos() > next.startNanos();
        interval = new Interval(hasWarmUp ? Phase.WARM_UP : Phase.MEASURED, 0, now);
        samples.use(interval, window);
        processorNanos = processorNanos();
        slots.forEach(slot -> slot.start(next.startNanos(), now));
        scheduleRoll(now);
    }

    /** Ends the measurement before its time. */
    void stop(long drainNanos) {
        executor.execute(() -> {
            if (isSending) {
                window = window.endingAt(System.nanoTime(), drainNanos);
                roll();
            } else if (!isOver && interval.phase != Phase.DRAIN) {
                finish();
            }
        });
    }

    CompletableFuture<Tally> finished() {
        return finished;
    }

    private void scheduleRoll(long now) {
        Window scheduled = window;
        long wait = window.nextBoundary(interval.startNanos) - now;
        executor.schedule(
                () -> {
                    if (isSending && window.equals(scheduled)) {
                        roll();
                    }
                },
                wait,
                TimeUnit.NANOSECONDS);
    }

    /** Hands over the second that ends, and begins the next. */
    private void roll() {
        long now = System.nanoTime();
        Phase phase = window.phaseAt(now);
        if (phase == Phase.MEASURED && interval.phase == Phase.WARM_UP) {
            slots.forEach(LoadSlot::takeEchoed);
        }
        if (phase == Phase.DRAIN) {
            slots.forEach(slot -> tally.messagesByConnection.add(slot.takeEchoed()));
        }
        handOver(now);
        interval = new Interval(phase, interval.number + 1, now);
        samples.use(interval, window);
        if (phase == Phase.DRAIN) {
            drain();
        } else {
            scheduleRoll(now);
        }
    }

    private void handOver(long now) {
        long processor = processorNanos();
        interval.processorNanos = processor - processorNanos;
        processorNanos = processor;
        interval.endNanos = now;
        if (interval.phase == Phase.MEASURED) {
            tally.measuredProcessorNanos += interval.processorNanos;
            tally.measuredNanos += now - interval.startNanos;
        }
        run.intervals().add(interval);
    }

    private void drain() {
        isSending = false;
        timer.stop();
        for (LoadSlot slot : slots) {
            LoadConnection connection = slot.connection();
            if (connection != null) {
                connection.finishWhenIdle();
            }
        }
        finishIfClosed();
        executor.schedule(this::finish, window.drainNanos(), TimeUnit.NANOSECONDS);
    }

    private void finishIfClosed() {
        if (interval.phase == Phase.DRAIN && openSockets == 0) {
            finish();
        }
    }

    private void finish() {
        if (isOver) {
            return;
        }
        isOver = true;
        isSending = false;
        for (LoadSlot slot : slots) {
            LoadConnection connection = slot.connection();
            if (connection != null) {
                connection.cut();
            }
        }
        handOver(System.nanoTime());
        pattern.release();
        readBuffer.release();
        finished.complete(tally);
    }

    ChannelFuture connect(LoadSlot slot) {
        var connection = new LoadConnection(this, slot, run.nextConnectionNumber());
        return bootstrap.clone().handler(connection).connect();
    }

    void reconnect(LoadSlot slot) {
        if (isSending) {
            connector.reopen(slot);
        }
    }

    void onConnected(long nanos) {
        openSockets++;
        tally.connectTimes.recordValue(Math.min(nanos, LoadLimits.LATENCY_MAX_NANOS));
        connector.onTried();
    }

    void onConnectFailed(Throwable cause) {
        tally.connectFailures++;
        if (tally.firstConnectFailure == null) {
            tally.firstConnectFailure = FailureText.of(cause);
        }
        connector.onTried();
    }

    void onClosed(boolean wasOurs) {
        openSockets--;
        if (!wasOurs) {
            tally.connectionsLost++;
        } else if (isSending) {
            tally.connectionsReplaced++;
        }
        finishIfClosed();
    }

    SendTimer timer() {
        return timer;
    }

    void countLate(boolean wasHeld) {
        if (wasHeld) {
            interval.heldSends++;
        } else {
            interval.lateSends++;
        }
    }

    void countFault(Fault fault) {
        interval.faults++;
        tally.add(fault);
    }

    void countUnfinished(int messages) {
        tally.unfinished += messages;
    }

    /** Counts messages that came back; measured are those that were intended within the measured time. */
    void recordEcho(long intendedNanos, long sentNanos, long nowNanos, int messages) {
        interval.messagesEchoed += messages;
        samples.record(intendedNanos, sentNanos, nowNanos, messages);
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    BenchPlan plan() {
        return run.plan();
    }

    EventLoop executor() {
        return executor;
    }

    Pattern pattern() {
        return pattern;
    }

    ByteBuffer readView() {
        return readBuffer.view();
    }

    Interval interval() {
        return interval;
    }

    long inFlightMaxBytes() {
        return inFlightMaxBytes;
    }

    boolean isSending() {
        return isSending;
    }

    boolean isOver() {
        return isOver;
    }
}
