package dev.echobus.reliability;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * An attacker in a process of its own, whose garbage nobody else waits for. Arguments: {@code ATTACK PORT}; does it once for
 * each line {@code attack} or {@code warm} on standard input, and prints {@code over} and what came of it.
 */
final class AttackMain {

    private AttackMain() {}

    public static void main(String[] arguments) throws IOException {
        var attack = Attack.valueOf(arguments[0]);
        var gateway = new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[1]));
        System.out.println("ready");
        var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            switch (line) {
                case "warm" -> {
                    attack.warmUp(gateway);
                    System.out.println("warm");
                }
                case "attack" -> System.out.println("over " + attack.on(gateway));
                default -> throw new IllegalArgumentException(line);
            }
        }
    }
}
