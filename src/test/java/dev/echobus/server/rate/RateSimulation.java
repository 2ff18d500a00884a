package dev.echobus.server.rate;

import dev.echobus.server.rate.LoopRates.Limits;
import java.util.ArrayList;
import java.util.List;

/** Event loops with connections that receive, by a clock that the simulation turns on, a millisecond at a time. */
final class RateSimulation {

    private static final long STEP_NANOS = 1_000_000;

    /** Enough for any limit tried here, and an end for a peer that no limit holds. */
    private static final int READS_MAX = 64;

    final NodeRates node = new NodeRates();

    private final Limits limits;
    private final List<Loop> loops = new ArrayList<>();
    private long steps;

    RateSimulation(Limits limits) {
        this.limits = limits;
    }

    /** One event loop; the loops' turns are out of step. */
    final class Loop {

        final LoopRates rates = new LoopRates(node, now());

        private final List<Peer> peers = new ArrayList<>();
        private final int phase = loops.size() * 3;
        private boolean isStalled;

        private Loop() {
            rates.update(limits, now());
            rates.turn(now());
        }

        /** Sends as much as is taken. */
        Peer greedy(int chunkBytes) {
            return add(new Peer(this, chunkBytes, READS_MAX * (long) chunkBytes));
        }

        /** Sends so much each millisecond, and what was not taken later. */
        Peer modest(int bytesPerStep) {
            return add(new Peer(this, bytesPerStep, bytesPerStep));
        }

        void stall() {
            isStalled = true;
        }

        private Peer add(Peer peer) {
            peers.add(peer);
            return peer;
        }

        private void step() {
            if (isStalled) {
                return;
            }
            if ((steps + phase) % LoopRates.TURN_MS == 0) {
                rates.turn(now());
            }
            peers.forEach(Peer::receive);
        }
    }

    /** One connection and who sends to it. */
    static final class Peer {

        final ConnectionRates rates;

        long received;
        long messages;
        long heldSteps;

        private final int chunkBytes;
        private final long perStep;
        private long waiting;
        private boolean isClosed;

        private Peer(Loop loop, int chunkBytes, long perStep) {
            rates = new ConnectionRates(loop.rates, () -> {});
            this.chunkBytes = chunkBytes;
            this.perStep = perStep;
        }

        void close() {
            isClosed = true;
            rates.close();
        }

        private void receive() {
            // What a greedy peer still has is no backlog: it would send it all.
            waiting = Math.min(waiting + perStep, Math.max(perStep, 1_000_000));
            for (int i = 0; i < READS_MAX && !isClosed && waiting >= chunkBytes && !rates.isHeld(); i++) {
                rates.received(chunkBytes);
                received += chunkBytes;
                messages++;
                waiting -= chunkBytes;
            }
            heldSteps += rates.isHeld() ? 1 : 0;
        }
    }

    Loop loop() {
        var loop = new Loop();
        loops.add(loop);
        return loop;
    }

    /** Lets time go by. */
    void run(int seconds) {
        for (int i = 0; i < seconds * 1_000; i++) {
            steps++;
            loops.forEach(Loop::step);
        }
    }

    /** Lets the first burst pass, which goes to whoever comes first, and counts from then on. */
    void warmUp() {
        run(2);
        loops.forEach(loop -> loop.peers.forEach(peer -> peer.received = 0));
    }

    /** What all received so far; taken twice, it tells what came in between. */
    long received() {
        return loops.stream()
                .flatMap(loop -> loop.peers.stream())
                .mapToLong(peer -> peer.received)
                .sum();
    }

    long now() {
        return steps * STEP_NANOS;
    }
}
