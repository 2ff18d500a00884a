package dev.echobus.reliability;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send, read the echo and compare, a thread each, fifty times a second at most. Failures and round-trip
 * times are kept until asked for.
 */
final class HonestClients implements AutoCloseable {

    private static final int READ_TIMEOUT_MS = 30_000;
    private static final int MESSAGE_MAX_BYTES = 16_384;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final InetSocketAddress server;
    private final long seed;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final int messageMaxBytes;
    private final Queue<Long> roundTripNanos = new ConcurrentLinkedQueue<>();
    private final AtomicLong exchanges = new AtomicLong();
    private final List<AtomicLong> exchangesOfEach = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();

    private volatile boolean isFinishing;

    private HonestClients(InetSocketAddress server, int messageMaxBytes, long seed) {
        this.server = server;
        this.messageMaxBytes = messageMaxBytes;
        this.seed = seed;
    }

    /** Starts so many, and returns once each has had an answer. */
    static HonestClients start(InetSocketAddress server, int count, long seed) {
        return start(server, count, MESSAGE_MAX_BYTES, seed);
    }

    /** The same with messages of at most so many bytes. */
    static HonestClients start(InetSocketAddress server, int count, int messageMaxBytes, long seed) {
        var clients = new HonestClients(server, messageMaxBytes, seed);
        for (int i = 0; i < count; i++) {
            long own = seed + i;
            var exchanged = new AtomicLong();
            clients.exchangesOfEach.add(exchanged);
            var thread = new Thread(() -> clients.run(own, exchanged));
            thread.setDaemon(true);
            clients.threads.add(thread);
            thread.start();
        }
        Waiting.until(
                "honest clients at work",
                Duration.ofSeconds(60),
                () -> clients.answered.get() == count || !clients.failures.isEmpty());
        return clients;
    }

    /** Messages that came back as they were. */
    long exchanges() {
        return exchanges.get();
    }

    /** The same of the one that had the fewest. */
    long fewestExchanges() {
        return exchangesOfEach.stream().mapToLong(AtomicLong::get).min().orElse(0);
    }

    /** What went wrong, if anything did; names the seed. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** The 99th percentile of the round trips since the last time it was asked for, in microseconds. */
    long takeP99Micros() {
        var times = new ArrayList<Long>();
        for (Long time = roundTripNanos.poll(); time != null; time = roundTripNanos.poll()) {
            times.add(time);
        }
        times.sort(null);
        return times.isEmpty() ? 0 : times.get((int) (times.size() * 0.99)) / 1_000;
    }

    /** Lets each finish its exchange and wait for the server to end its connection; true when all did in time. */
    boolean finish(Duration deadline) throws InterruptedException {
        isFinishing = true;
        long end = System.nanoTime() + deadline.toNanos();
        for (Thread thread : threads) {
            thread.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
        return threads.stream().noneMatch(Thread::isAlive);
    }

    /** Leaves them without a word; their sockets end with the process, or with the server. */
    @Override
    public void close() {
        isFinishing = true;
        threads.forEach(Thread::interrupt);
    }

    private void run(long own, AtomicLong exchanged) {
        var random = new Random(own);
        try (var socket = new Socket(server.getAddress(), server.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.setTcpNoDelay(true);
            exchange(socket, random);
            answered.incrementAndGet();
            while (!isFinishing) {
                exchange(socket, random);
                exchanged.incrementAndGet();
                Waiting.pass(PAUSE);
            }
            if (!Thread.currentThread().isInterrupted()
                    && socket.getInputStream().read() != -1) {
                failures.add("more came than was sent, seed " + seed);
            }
        } catch (IOException failure) {
            if (!Thread.currentThread().isInterrupted()) {
                failures.add(failure + ", seed " + seed);
            }
        }
    }

    private void exchange(Socket socket, Random random) throws IOException {
        byte[] message = new byte[1 + random.nextInt(messageMaxBytes)];
        random.nextBytes(message);
        long start = System.nanoTime();
        socket.getOutputStream().write(message);
        byte[] echo = socket.getInputStream().readNBytes(message.length);
        roundTripNanos.add(System.nanoTime() - start);
        if (Arrays.equals(echo, message)) {
            exchanges.incrementAndGet();
        } else {
            failures.add("%d bytes of %d came back, seed %d".formatted(echo.length, message.length, seed));
            throw new IOException("not echoed");
        }
    }
}
