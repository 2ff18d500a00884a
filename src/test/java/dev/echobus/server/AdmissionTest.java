package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.OwnConnections;
import dev.echobus.config.LiveConfig;
import dev.echobus.config.TestConfigs;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who may connect: both sides of each limit, and that those who are in do not feel it. */
class AdmissionTest {

    private static final int PORT = 9_999;
    private static final int SIDE_PORT = 9_998;
    private static final InetSocketAddress LOCAL = new InetSocketAddress("127.0.0.1", PORT);

    private final AtomicLong nowNanos = new AtomicLong(-5);
    private static final LiveConfig TWO = new LiveConfig(TestConfigs.of("listeners.side.url=tcp://127.0.0.1:9998"));

    private final ServerStats stats = new ServerStats(TWO.listeners());
    private final List<String> refusals = new ArrayList<>();
    private final List<String> refusedAt = new ArrayList<>();

    @Test
    void connectionsOverTheMaximumAreClosedAndTheOthersStay() throws IOException {
        try (var server = ServerUnderTest.start("admission.connectionsMax=2");
                var first = server.connect();
                var second = server.connect()) {
            server.event("opened");
            server.event("opened");
            try (var third = server.connect()) {
                assertThat(third.readToEnd()).isEmpty();
            }
            var refused = server.event("refused");
            assertThat(refused.getString("code")).isEqualTo("CONNECTIONS_MAX");
            assertThat(refused.getString("reason")).isEqualTo("2 connections are open (admission.connectionsMax)");
            assertThat(refused.getString("remote")).startsWith("127.0.0.1:");
            assertThat(first.send("1").read(1)).isEqualTo("1");
            assertThat(second.send("2").read(1)).isEqualTo("2");
            assertThat(server.total("connectionsRefused")).isEqualTo(1);
            assertThat(server.total("connectionsAccepted")).isEqualTo(2);

            first.closeOutput();
            server.event("closed");
            try (var fourth = server.connect()) {
                assertThat(fourth.send("4").read(1)).isEqualTo("4");
            }
        }
    }

    @Test
    void anIpv4AddressHasItsShare() {
        var admission = admission("admission.connectionsPerAddressMax=2");
        Runnable leave = admit(admission, "10.0.0.1");
        assertThat(admit(admission, "10.0.0.1")).isNotNull();
        assertThat(admit(admission, "10.0.0.1")).isNull();
        assertThat(admit(admission, "10.0.0.2")).isNotNull();
        assertThat(refusals)
                .containsExactly(
                        "10.0.0.1:1 2 connections of its address are open (admission.connectionsPerAddressMax)");
        leave.run();
        assertThat(admit(admission, "10.0.0.1")).isNotNull();
        assertThat(admit(admission, "10.0.0.1")).isNull();
    }

    @Test
    void anIpv6NetworkOf64BitsHasItsShare() {
        var admission = admission("admission.connectionsPerAddressMax=2");
        assertThat(admit(admission, "2001:db8:1:2::1")).isNotNull();
        assertThat(admit(admission, "2001:db8:1:2:ffff::9")).isNotNull();
        assertThat(admit(admission, "2001:db8:1:2::3")).isNull();
        assertThat(admit(admission, "2001:db8:1:3::1")).isNotNull();
    }

    @Test
    void comingsArePaced() {
        var admission = admission("admission.connectionsPerSecondMax=4");
        for (int burst = 0; burst < 4; burst++) {
            assertThat(admit(admission, "10.0.0.1")).as("number %d", burst).isNotNull();
        }
        assertThat(admit(admission, "10.0.0.1")).isNull();
        nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(249));
        assertThat(admit(admission, "10.0.0.1")).isNull();
        nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        assertThat(admit(admission, "10.0.0.1")).isNotNull();
        assertThat(admit(admission, "10.0.0.1")).isNull();
        nowNanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        for (int burst = 0; burst < 4; burst++) {
            assertThat(admit(admission, "10.0.0.1")).as("number %d", burst).isNotNull();
        }
        assertThat(admit(admission, "10.0.0.1")).isNull();
    }

    @Test
    void deniedNetworksAreRefusedAlsoWithinAllowedOnes() {
        var admission = admission("admission.allowNetworks=10.0.0.0/8,::1", "admission.denyNetworks=10.66.0.0/16");
        assertThat(admit(admission, "10.65.0.1")).isNotNull();
        assertThat(admit(admission, "::1")).isNotNull();
        assertThat(admit(admission, "10.66.0.1")).isNull();
        assertThat(admit(admission, "192.0.2.1")).isNull();
        assertThat(refusals)
                .containsExactly(
                        "10.66.0.1:1 its network is denied (admission.denyNetworks)",
                        "192.0.2.1:1 its network is not allowed (admission.allowNetworks)");
    }

    @Test
    void aReloadTakesEffectWithTheNextConnection() {
        var live = new LiveConfig(TestConfigs.of("admission.denyNetworks=10.0.0.0/8"));
        var admission = admission(live);
        assertThat(admit(admission, "10.0.0.1")).isNull();
        live.reload(TestConfigs.of("admission.denyNetworks=10.0.0.2", "admission.connectionsMax=1"));
        assertThat(admit(admission, "10.0.0.1")).isNotNull();
        assertThat(admit(admission, "10.0.0.3")).isNull();
    }

    @Test
    void theLimitsHoldOverAllListenersAndRefusalsNameOne() {
        var admission = admission("admission.connectionsMax=3", "admission.connectionsPerAddressMax=2");
        guardSide(admission);
        Runnable leave = admit(admission, "10.0.0.1");
        assertThat(admitAtSide(admission, "10.0.0.1")).isNotNull();
        assertThat(admit(admission, "10.0.0.1")).as("the third of its address").isNull();
        assertThat(admitAtSide(admission, "10.0.0.1"))
                .as("the third of its address")
                .isNull();
        assertThat(admitAtSide(admission, "10.0.0.2")).isNotNull();
        assertThat(admit(admission, "10.0.0.3")).as("the fourth of all").isNull();
        assertThat(admitAtSide(admission, "10.0.0.3")).as("the fourth of all").isNull();
        leave.run();
        assertThat(admitAtSide(admission, "10.0.0.3")).isNotNull();

        assertThat(refusedAt).containsExactly("echo", "side", "echo", "side");
        assertThat(stats.snapshot().listeners().get("side").connectionsRefused())
                .isEqualTo(2);
        assertThat(stats.snapshot().total().connectionsRefused()).isEqualTo(4);
    }

    @Test
    void ratesOfComingHoldOverAllListeners() {
        var admission = admission("admission.connectionsPerSecondMax=2");
        guardSide(admission);
        assertThat(admit(admission, "10.0.0.1")).isNotNull();
        assertThat(admitAtSide(admission, "10.0.0.1")).isNotNull();
        assertThat(admit(admission, "10.0.0.1")).isNull();
        assertThat(admitAtSide(admission, "10.0.0.1")).isNull();
    }

    @Test
    void listenersOfOnePortAreToldApartByTheirAddress() {
        var live = new LiveConfig(TestConfigs.of(
                "server.host=127.0.0.1",
                "listeners.side.url=tcp://127.0.0.2:9999",
                "admission.denyNetworks=0.0.0.0/0"));
        var admission = admission(live);
        live.listeners().forEach(admission::guard);
        for (String local : List.of("127.0.0.2", "127.0.0.1", "127.0.0.2")) {
            assertThat(admission.admit(peer("10.0.0.1"), new InetSocketAddress(local, PORT)))
                    .isEmpty();
        }
        assertThat(refusedAt).containsExactly("side", "echo", "side");
    }

    @Test
    void otherSocketsOfTheNodeAreNotLimited() {
        var admission = admission("admission.connectionsMax=1", "admission.denyNetworks=0.0.0.0/0");
        var clusterPort = new InetSocketAddress("127.0.0.1", PORT + 1);
        for (int member = 0; member < 3; member++) {
            assertThat(admission.admit(new InetSocketAddress("127.0.0.1", 1), clusterPort))
                    .isPresent();
        }
        assertThat(stats.snapshot().total().connectionsRefused()).isZero();
    }

    @Test
    void aFloodOfRefusalsIsCountedWholeAndToldInPart() {
        var admission = admission("admission.denyNetworks=0.0.0.0/0");
        for (int peer = 0; peer < 1_000; peer++) {
            assertThat(admit(admission, "10.0.0.1")).isNull();
        }
        assertThat(stats.snapshot().total().connectionsRefused()).isEqualTo(1_000);
        assertThat(refusals).hasSize(100);
        nowNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(admit(admission, "10.0.0.1")).isNull();
        assertThat(refusals).hasSize(101);
    }

    @Test
    void nobodyIsLetInWhileTheBuffersOfOthersHoldAllTheyMay() {
        var admission = admission();
        var isSpent = new AtomicBoolean(true);
        admission.guardMemory(isSpent::get);
        assertThat(admit(admission, "10.0.0.1")).isNull();
        assertThat(refusals)
                .containsExactly(
                        "10.0.0.1:1 the buffers of others hold all that they may (server.bufferMemoryMaxBytes)");
        isSpent.set(false);
        assertThat(admit(admission, "10.0.0.1")).isNotNull();
    }

    @Test
    void theLimitOfDescriptorsIsReadFromTheTableOfLimits() {
        assertThat(DescriptorLimit.soft(List.of(
                        "Limit                     Soft Limit           Hard Limit           Units     ",
                        "Max open files            512                  20000                files     ")))
                .hasValue(512);
        assertThat(DescriptorLimit.soft(
                        List.of("Max open files            unlimited            unlimited            files")))
                .hasValue(Long.MAX_VALUE);
        assertThat(DescriptorLimit.soft(List.of("Max processes             96364                96364   processes")))
                .isEmpty();
    }

    @Test
    void theDefaultMaximumLeavesDescriptorsForTheRest() {
        assertThat(DescriptorLimit.CONNECTIONS_MAX).isEqualTo(DescriptorLimit.connections(DescriptorLimit.ofBean()));
        assertThat(DescriptorLimit.connections(512)).isEqualTo(384);
        assertThat(DescriptorLimit.connections(100)).isEqualTo(16);
        assertThat(DescriptorLimit.connections(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(admission().connectionsMax())
                .isEqualTo(Capacity.CONNECTIONS_MAX)
                .isLessThanOrEqualTo(DescriptorLimit.CONNECTIONS_MAX);
        assertThat(admission("admission.connectionsMax=7").connectionsMax()).isEqualTo(7);
    }

    @Test
    void littleMemoryHasRoomForFewerConnections() {
        assertThat(Capacity.byMemory(64L << 20)).isEqualTo(2_048);
        assertThat(Capacity.byMemory(192L << 20)).isEqualTo(6_144);
        assertThat(Capacity.byMemory(Long.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
    }

    private Admission admission(String... settings) {
        return admission(new LiveConfig(TestConfigs.of(settings)));
    }

    private Admission admission(LiveConfig live) {
        var admission = new Admission(live, stats, new Placement(new OwnConnections()), nowNanos::get);
        admission.onRefused(refused -> {
            refusals.add(refused.remote() + " " + refused.refusal().detail());
            refusedAt.add(refused.listener());
        });
        admission.guard(live.listeners().get(0));
        return admission;
    }

    private static void guardSide(Admission admission) {
        admission.guard(TWO.listeners().get(1));
    }

    private static InetSocketAddress peer(String address) {
        return new InetSocketAddress(address, 1);
    }

    private static Runnable admitAtSide(Admission admission, String address) {
        return admission
                .admit(peer(address), new InetSocketAddress("127.0.0.1", SIDE_PORT))
                .orElse(null);
    }

    /** What to run when the peer leaves, or null when it was refused. */
    private static Runnable admit(Admission admission, String address) {
        return admission.admit(peer(address), LOCAL).orElse(null);
    }
}
