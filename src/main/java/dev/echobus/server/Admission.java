package dev.echobus.server;

import dev.echobus.bus.Refusal;
import dev.echobus.bus.RefusalCode;
import dev.echobus.common.Endpoint;
import dev.echobus.config.AdmissionConfig;
import dev.echobus.config.ListenerConfig;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.Network;
import dev.echobus.wire.Doorkeeper;
import dev.echobus.wire.ListeningSocket;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may connect to a node's listeners, and how many at once over all of them. Decides on the acceptor's thread, the one
 * of all listening sockets, before a socket costs a connection's memory; counts closings on any thread. Holds a number a
 * connected address.
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
    private final Placement placement;
    private final LongSupplier nanoClock;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<ClientAddress, Integer> openByAddress = new ConcurrentHashMap<>();

    private final List<ListenerConfig> guarded = new CopyOnWriteArrayList<>();
    private final List<ListeningSocket> sockets = new CopyOnWriteArrayList<>();

    private volatile BooleanSupplier isMemorySpent = () -> false;
    private volatile Consumer<RefusedPeer> onRefused = refused -> {};

    private long nextAcceptNanos;
    private long eventsSinceNanos;
    private long failureLoggedNanos;
    private int events;

    /**
     * Who was refused.
     *
     * @param remote its address, {@code host:port}
     * @param listener the name of the one that it connected to
     */
    record RefusedPeer(String remote, String listener, Refusal refusal) {}

    /** The admission of a node. It lets everybody in to the ports that it was not told to guard. */
    public Admission(LiveConfig live, ServerStats stats, Placement placement) {
        this(live, stats, placement, System::nanoTime);
    }

    Admission(LiveConfig live, ServerStats stats, Placement placement, LongSupplier nanoClock) {
        this.live = live;
        this.stats = stats;
        this.placement = placement;
        this.nanoClock = nanoClock;
        nextAcceptNanos = nanoClock.getAsLong() - NANOS_A_SECOND;
        eventsSinceNanos = nextAcceptNanos;
        failureLoggedNanos = nextAcceptNanos - FAILURE_LOG_INTERVAL_NANOS;
    }

    /** Begins to limit who connects to a listener; each of its loops may ask. Other sockets, the cluster's, are open. */
    void guard(ListenerConfig listener) {
        synchronized (guarded) {
            // By what tells listeners apart: how a record compares all that it has, Java puts together at a first time.
            if (guarded.stream()
                    .noneMatch(each -> each.name().equals(listener.name())
                            && each.endpoint().port() == listener.endpoint().port())) {
                guarded.add(listener);
            }
        }
    }

    @Override
    public void listens(ListeningSocket socket) {
        sockets.add(socket);
    }

    /**
     * Closes the guarded listeners' sockets. Done when nobody comes any more: Vert.x, which closes them too, lets go of
     * its loops before, and has none for whoever is just accepted then. Idempotent.
     */
    Future<?> stopAccepting() {
        return Future.join(sockets.stream()
                .filter(socket -> listenerAt(socket.address()) != null)
                .map(ListeningSocket::close)
                .toList());
    }

    /** The consumer learns of refused peers, a bounded number a second, on the acceptor's thread. */
    void onRefused(Consumer<RefusedPeer> consumer) {
        onRefused = consumer;
    }

    /** Also refuses whoever comes while this holds. */
    void guardMemory(BooleanSupplier isSpent) {
        isMemorySpent = isSpent;
    }

    /** Open connections allowed at once. Any thread. */
    public int connectionsMax() {
        int asked = live.admission().connectionsMax();
        return asked > 0 ? asked : Capacity.CONNECTIONS_MAX;
    }

    @Override
    public Optional<Runnable> admit(SocketAddress remote, SocketAddress local) {
        ListenerConfig listener = listenerAt(local);
        if (!(remote instanceof InetSocketAddress peer) || listener == null) {
            return Optional.of(() -> {});
        }
        Refusal refusal = refusalOf(peer.getAddress()).orElse(null);
        if (refusal != null) {
            stats.of(listener).refused(refusal.code());
            String text = peer.getAddress().getHostAddress() + ":" + peer.getPort();
            log.warn("refused {} on {}: {}", text, listener.name(), refusal);
            report(new RefusedPeer(text, listener.name(), refusal));
            return Optional.empty();
        }
        var address = ClientAddress.of(peer.getAddress());
        open.incrementAndGet();
        openByAddress.merge(address, 1, Integer::sum);
        return Optional.of(() -> left(address));
    }

    @Override
    public @Nullable Context placeFor(SocketAddress remote, SocketAddress local) {
        return listenerAt(local) == null ? null : placement.placeFor(remote, local);
    }

    /** Where those live who were let in. */
    Placement placement() {
        return placement;
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

    private void report(RefusedPeer refused) {
        long now = nanoClock.getAsLong();
        if (now - eventsSinceNanos >= NANOS_A_SECOND) {
            eventsSinceNanos = now;
            events = 0;
        }
        if (events < EVENTS_PER_SECOND_MAX) {
            events++;
            onRefused.accept(refused);
        }
    }

    private void left(ClientAddress address) {
        open.decrementAndGet();
        openByAddress.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
    }

    /** Of several that have one port at different addresses, the one of this address. */
    private @Nullable ListenerConfig listenerAt(SocketAddress local) {
        if (!(local instanceof InetSocketAddress address)) {
            return null;
        }
        ListenerConfig found = null;
        for (ListenerConfig listener : guarded) {
            if (listener.endpoint().port() == address.getPort() && (found == null || isAt(listener, address))) {
                found = listener;
            }
        }
        return found;
    }

    private static boolean isAt(ListenerConfig listener, InetSocketAddress address) {
        var host = address.getAddress().getHostAddress();
        return listener.endpoint().isSameHost(Endpoint.tcp(host, address.getPort()));
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
                    RefusalCode.CONNECTIONS_MAX,
                    connectionsMax() + " connections are open (admission.connectionsMax" + whatAllowsThem() + ")");
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

    private String whatAllowsThem() {
        return live.admission().connectionsMax() == 0 ? ", by " + Capacity.BOUND_BY : "";
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

        /** Written out, as a record's own is only put together at its first call: milliseconds of the first connection. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof ClientAddress that && bits == that.bits && isIpv6 == that.isIpv6;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(bits);
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
