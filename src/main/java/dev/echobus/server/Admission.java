package dev.echobus.server;

import dev.echobus.bus.Refusal;
import dev.echobus.bus.RefusalCode;
import dev.echobus.config.AdmissionConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.Network;
import dev.echobus.wire.Doorkeeper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may connect to a node's echo server, and how many at once. Decides on the acceptor's thread, before a socket costs
 * a connection's memory; counts closings on any thread. Holds a number a connected address when those are limited.
 */
public final class Admission implements Doorkeeper {

    private static final Logger log = LoggerFactory.getLogger(Admission.class);

    /** Accepting is tried many times a second, and people need not read that each time. */
    private static final long FAILURE_LOG_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** A flood of refusals must not become a flood on the bus; {@code connectionsRefused} counts them all. */
    private static final int EVENTS_PER_SECOND_MAX = 100;

    private static final long NANOS_A_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LiveConfig live;
    private final ServerStats stats;
    private final LongSupplier nanoClock;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<ClientAddress, Integer> openByAddress = new ConcurrentHashMap<>();

    private volatile int port;
    private volatile BooleanSupplier isMemorySpent = () -> false;
    private volatile BiConsumer<String, Refusal> onRefused = (remote, refusal) -> {};

    private long nextAcceptNanos;
    private long eventsSinceNanos;
    private long failureLoggedNanos;
    private int events;

    /** The admission of a node. It lets everybody in until it knows the server's port. */
    public Admission(LiveConfig live, ServerStats stats) {
        this(live, stats, System::nanoTime);
    }

    Admission(LiveConfig live, ServerStats stats, LongSupplier nanoClock) {
        this.live = live;
        this.stats = stats;
        this.nanoClock = nanoClock;
        nextAcceptNanos = nanoClock.getAsLong() - NANOS_A_SECOND;
        eventsSinceNanos = nextAcceptNanos;
        failureLoggedNanos = nextAcceptNanos - FAILURE_LOG_INTERVAL_NANOS;
    }

    /**
     * Begins to limit who connects to a port. A node's other listeners, such as the cluster's, are not limited.
     *
     * @param listener learns of refused peers, a bounded number a second: address and why; on the acceptor's thread
     */
    void guard(int listeningPort, BiConsumer<String, Refusal> listener) {
        onRefused = listener;
        port = listeningPort;
    }

    /** Also refuses whoever comes while this holds. */
    void guardMemory(BooleanSupplier isSpent) {
        isMemorySpent = isSpent;
    }

    /** Open connections allowed at once. Any thread. */
    public int connectionsMax() {
        int asked = live.admission().connectionsMax();
        return asked > 0 ? asked : DescriptorLimit.CONNECTIONS_MAX;
    }

    @Override
    public Optional<Runnable> admit(SocketAddress remote, SocketAddress local) {
        if (!(remote instanceof InetSocketAddress peer) || !isGuarded(local)) {
            return Optional.of(() -> {});
        }
        Refusal refusal = refusalOf(peer.getAddress()).orElse(null);
        if (refusal != null) {
            stats.refused();
            String text = peer.getAddress().getHostAddress() + ":" + peer.getPort();
            log.warn("refused {}: {}", text, refusal);
            report(text, refusal);
            return Optional.empty();
        }
        var address = ClientAddress.of(peer.getAddress());
        open.incrementAndGet();
        openByAddress.merge(address, 1, Integer::sum);
        return Optional.of(() -> left(address));
    }

    @Override
    public void cannotAccept(Throwable cause) {
        stats.acceptFailed();
        long now = nanoClock.getAsLong();
        if (now - failureLoggedNanos < FAILURE_LOG_INTERVAL_NANOS) {
            return;
        }
        failureLoggedNanos = now;
        // Without its stack trace: what prints it could need a descriptor.
        log.error("cannot accept connections, trying on: {}", String.valueOf(cause.getMessage()));
    }

    private void report(String remote, Refusal refusal) {
        long now = nanoClock.getAsLong();
        if (now - eventsSinceNanos >= NANOS_A_SECOND) {
            eventsSinceNanos = now;
            events = 0;
        }
        if (events < EVENTS_PER_SECOND_MAX) {
            events++;
            onRefused.accept(remote, refusal);
        }
    }

    private void left(ClientAddress address) {
        open.decrementAndGet();
        openByAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }

    private boolean isGuarded(SocketAddress local) {
        return local instanceof InetSocketAddress address && address.getPort() == port;
    }

    private Optional<Refusal> refusalOf(InetAddress address) {
        AdmissionConfig limits = live.admission();
        if (isIn(limits.denyNetworks(), address)) {
            return refusal(RefusalCode.NETWORK_DENIED, "its network is denied (admission.denyNetworks)");
        }
        if (!limits.allowNetworks().isEmpty() && !isIn(limits.allowNetworks(), address)) {
            return refusal(RefusalCode.NETWORK_NOT_ALLOWED, "its network is not allowed (admission.allowNetworks)");
        }
        if (open.get() >= connectionsMax()) {
            return refusal(
                    RefusalCode.CONNECTIONS_MAX, connectionsMax() + " connections are open (admission.connectionsMax)");
        }
        if (isMemorySpent.getAsBoolean()) {
            return refusal(
                    RefusalCode.BUFFER_MEMORY_MAX,
                    "the buffers of others hold all that they may (server.bufferMemoryMaxBytes)");
        }
        int perAddress = limits.connectionsPerAddressMax();
        if (perAddress > 0 && openByAddress.getOrDefault(ClientAddress.of(address), 0) >= perAddress) {
            return refusal(
                    RefusalCode.CONNECTIONS_PER_ADDRESS_MAX,
                    perAddress + " connections of its address are open (admission.connectionsPerAddressMax)");
        }
        return takesTurn(limits.connectionsPerSecondMax())
                ? Optional.empty()
                : refusal(
                        RefusalCode.CONNECTIONS_PER_SECOND_MAX,
                        "more than " + limits.connectionsPerSecondMax()
                                + " connections a second (admission.connectionsPerSecondMax)");
    }

    private static Optional<Refusal> refusal(RefusalCode code, String detail) {
        return Optional.of(new Refusal(code, detail));
    }

    /** A bucket that holds a second's worth of connections, as the time from which it would be full. */
    private boolean takesTurn(int perSecondMax) {
        if (perSecondMax == 0) {
            return true;
        }
        long now = nanoClock.getAsLong();
        long turnNanos = NANOS_A_SECOND / perSecondMax;
        long from = Math.max(nextAcceptNanos, now - NANOS_A_SECOND);
        if (from + turnNanos > now) {
            return false;
        }
        nextAcceptNanos = from + turnNanos;
        return true;
    }

    /** What is limited as one: an IPv4 address, or the IPv6 /64 network that one customer usually has (RFC 6177). */
    private record ClientAddress(long bits, boolean isIpv6) {

        static ClientAddress of(InetAddress address) {
            byte[] bytes = address.getAddress();
            long bits = 0;
            for (int index = 0; index < Math.min(bytes.length, Long.BYTES); index++) {
                bits = bits << Byte.SIZE | (bytes[index] & 0xff);
            }
            return new ClientAddress(bits, bytes.length > Integer.BYTES);
        }
    }

    private static boolean isIn(List<Network> networks, InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
