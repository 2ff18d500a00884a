package dev.echobus.reliability;

import dev.echobus.Background;
import dev.echobus.gateway.GatewayClient;
import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** What sessions of the gateway do that none should, each from one thread, and in one run as often as it is told here. */
enum Attack {
    /** Sessions that connect and say nothing, until all are closed. */
    SILENCE(Scale.of(1_000, 5_000)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) throws IOException {
            try (var crowd = new Crowd(gateway).connect(times)) {
                return Map.of("closed", crowd.awaitEnds());
            }
        }
    },
    /** Sessions that register without end, a new one every {@link #FLOOD_PERIOD}. */
    REGISTERING(Scale.of(10, 40)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) throws IOException {
            return registering().sessionsOn(gateway, new Pace(times, FLOOD_PERIOD));
        }

        @Override
        void warmUp(InetSocketAddress gateway) throws IOException {
            registering().on(gateway, FLOOD_WARM_UP);
        }
    },
    /** Sessions that reply to whom they were not asked by, a new one every {@link #FLOOD_PERIOD}. */
    FORGING(Scale.of(10, 40)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) throws IOException {
            return forging().sessionsOn(gateway, new Pace(times, FLOOD_PERIOD));
        }

        @Override
        void warmUp(InetSocketAddress gateway) throws IOException {
            forging().on(gateway, FLOOD_WARM_UP);
        }
    },
    /** So many registrations too many: of one session, or of one after the other as soon as they are ended. */
    REGISTERING_ON(Scale.of(50_000, 1_000_000)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) throws IOException {
            return registering().on(gateway, times);
        }

        @Override
        void warmUp(InetSocketAddress gateway) throws IOException {
            registering().on(gateway, FLOOD_WARM_UP);
        }
    },
    /** Messages of 64 KiB, one every {@link #PUBLISH_PERIOD}, to one that reads. */
    READING(Scale.of(200, 2_000)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) {
            try (var reading = GatewayClient.to(gateway.getPort()).register("flood.read")) {
                var read = Background.run(() -> IntStream.range(0, times).forEach(n -> reading.receive()));
                publish(gateway, "flood.read");
                read.join();
            }
            return Map.of("received", times);
        }
    },
    /** The same to one that never reads. */
    READING_NOTHING(Scale.of(200, 2_000)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) {
            try (var deaf = GatewayClient.to(gateway.getPort()).register("flood.all")) {
                publish(gateway, "flood.all");
                return Map.of("deaf", List.of(deaf).size());
            }
        }
    },
    /** Sessions that begin by a length that is none, a new one every {@link #LENGTH_PERIOD}. */
    LENGTHS(Scale.of(300, 3_000)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) throws IOException {
            return lengths(gateway, new Pace(times, LENGTH_PERIOD));
        }

        @Override
        void warmUp(InetSocketAddress gateway) throws IOException {
            lengths(gateway, new Pace(LENGTHS_WARM_UP, Duration.ZERO));
        }
    },
    /** Sessions whose frame comes by a byte a second, until all are closed. */
    DRIPPING(Scale.of(20, 100)) {
        @Override
        Map<String, Integer> on(InetSocketAddress gateway) throws IOException {
            return drip(gateway);
        }
    };

    static final Duration FLOOD_PERIOD = Duration.ofMillis(250);
    static final Duration PUBLISH_PERIOD = Duration.ofMillis(5);
    static final Duration LENGTH_PERIOD = Duration.ofMillis(10);

    /** The default of {@code gateway.registrationsMax}. */
    private static final int REGISTRATIONS_MAX = 256;

    private static final int FLOOD_WARM_UP = 10_000;
    private static final int LENGTHS_WARM_UP = Scale.of(1_500, 30_000);

    private static final int[] NO_LENGTHS = {-1, Integer.MAX_VALUE, 0};

    private static final byte[] DRIP = {0, 0, 0, 15, '{', '"', 't', 'y', 'p', 'e', '"', ':', '"'};

    private static final int READ_TIMEOUT_MS = 60_000;

    /** How many of what it is made of. */
    final int times;

    Attack(int times) {
        this.times = times;
    }

    /** Does it once; returns how often which end or answer came. */
    abstract Map<String, Integer> on(InetSocketAddress gateway) throws IOException;

    /** Has the gateway meet it before it is measured, so that the attack meets a program that is compiled. */
    void warmUp(InetSocketAddress gateway) throws IOException {}

    private static Flood registering() {
        return new Flood(REGISTRATIONS_MAX, n -> "{\"type\":\"register\",\"address\":\"flood." + n + "\"}");
    }

    private static Flood forging() {
        return new Flood(
                0, n -> "{\"type\":\"send\",\"address\":\"__vertx.reply." + n + "\",\"body\":1,\"ack\":\"k\"}");
    }

    void publish(InetSocketAddress gateway, String address) {
        try (var publisher = GatewayClient.to(gateway.getPort())) {
            var frame = new JsonObject()
                    .put("type", "publish")
                    .put("address", address)
                    .put("body", "x".repeat(65_536))
                    .put("ack", "k");
            for (var pace = new Pace(times, PUBLISH_PERIOD); pace.next(); ) {
                JsonObject answer = publisher.ask(frame);
                if (!"ack".equals(answer.getString("type"))) {
                    throw new IllegalStateException("not published: " + answer);
                }
            }
        }
    }

    private static Map<String, Integer> lengths(InetSocketAddress gateway, Pace pace) throws IOException {
        var codes = new TreeMap<String, Integer>();
        for (int n = 0; pace.next(); n++) {
            int length = NO_LENGTHS[n % NO_LENGTHS.length];
            for (String code : codesAfter(gateway, length)) {
                codes.merge(length + " " + code, 1, Integer::sum);
            }
        }
        return codes;
    }

    /** What a session is told that sends this length and then ends. */
    private static List<String> codesAfter(InetSocketAddress gateway, int length) throws IOException {
        try (var session = new Socket(gateway.getAddress(), gateway.getPort())) {
            session.setSoTimeout(READ_TIMEOUT_MS);
            new DataOutputStream(session.getOutputStream()).writeInt(length);
            session.shutdownOutput();
            List<String> codes = new ArrayList<>();
            var in = new DataInputStream(session.getInputStream());
            for (JsonObject next = Flood.read(in); next != null; next = Flood.read(in)) {
                codes.add(next.getString("message"));
            }
            return codes;
        }
    }

    Map<String, Integer> drip(InetSocketAddress gateway) throws IOException {
        List<Socket> dripping = new ArrayList<>();
        for (int n = 0; n < times; n++) {
            dripping.add(new Socket(gateway.getAddress(), gateway.getPort()));
        }
        for (int at = 0; at < DRIP.length && !dripping.isEmpty(); at++) {
            byte next = DRIP[at];
            dripping.removeIf(each -> !isWritten(each, next));
            Waiting.pass(Duration.ofSeconds(1));
        }
        return Map.of("closed", times - dripping.size());
    }

    private static boolean isWritten(Socket to, byte next) {
        try {
            to.getOutputStream().write(next);
            return true;
        } catch (IOException closed) {
            return false;
        }
    }
}
