package dev.echobus.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutionException;

/**
 * Clients in a process of their own: for a namespace, for more sockets than one process may have, or to be killed.
 * Arguments: {@code crowd PORT FROM COUNT [small]}, {@code honest PORT COUNT SEED}, {@code churn PORT COUNT} or {@code
 * rounds PORT COUNT MAX_MIB SEED [MIN_MIB]}; told what to do by lines on standard input, until that ends.
 */
final class ClientMain {

    private static final int CHURN_AT_ONCE = 10;
    private static final Duration FINISHED_WITHIN = Duration.ofSeconds(30);

    private ClientMain() {}

    public static void main(String[] arguments) throws Exception {
        var server = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
        switch (arguments[0]) {
            case "crowd" -> crowd(server, arguments);
            case "honest" -> honest(server, Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
            case "churn" -> churn(server, Integer.parseInt(arguments[2]));
            case "rounds" -> rounds(server, arguments);
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void crowd(InetSocketAddress server, String[] arguments) throws IOException {
        try (var crowd = new Crowd(server, arguments[2])) {
            if (arguments.length > 4) {
                crowd.withSmallBuffers();
            }
            crowd.connect(Integer.parseInt(arguments[3]));
            System.out.println("connected " + crowd.size());
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                switch (line) {
                    case "echo" -> System.out.println("echoed " + crowd.echo());
                    case "flood" -> System.out.println("flooded " + crowd.flood());
                    default -> throw new IllegalArgumentException(line);
                }
            }
        }
    }

    private static void churn(InetSocketAddress server, int count) throws IOException {
        for (int i = 0; i < count / CHURN_AT_ONCE; i++) {
            try (var crowd = new Crowd(server).connect(CHURN_AT_ONCE)) {
                if (i % 2 == 0) {
                    crowd.finishAndReset();
                }
            }
        }
        System.out.println("churned " + count);
    }

    private static void honest(InetSocketAddress server, int count, long seed)
            throws IOException, InterruptedException {
        try (var clients = HonestClients.start(server, count, seed)) {
            System.out.println("started");
            var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if ("finish".equals(line)) {
                    System.out.print("finished " + clients.finish(FINISHED_WITHIN) + " ");
                }
                System.out.println("exchanges " + clients.exchanges() + " failures " + clients.failures());
            }
        }
    }

    private static void rounds(InetSocketAddress server, String[] arguments)
            throws IOException, InterruptedException, ExecutionException {
        int count = Integer.parseInt(arguments[2]);
        int maxBytes = Integer.parseInt(arguments[3]) << 20;
        int minBytes = (arguments.length > 5 ? Integer.parseInt(arguments[5]) : 1) << 20;
        var random = new Random(Long.parseLong(arguments[4]));
        var rounds = new Rounds(server);
        long total = 0;
        int equal = 0;
        for (int i = 0; i < count; i++) {
            int bytes = minBytes + random.nextInt(maxBytes - minBytes + 1);
            equal += rounds.run(random.nextLong(), bytes) ? 1 : 0;
            total += bytes;
        }
        System.out.println("equal " + equal + " of " + count + ", " + total + " bytes");
        rounds.end();
    }
}
