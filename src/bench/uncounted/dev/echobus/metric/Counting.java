package dev.echobus.metric;

import dev.echobus.Main;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;

/**
 * The service with a switch for the counters on a message's way: "on" or "off" on standard input, confirmed on standard
 * output. So what they cost is measured within one process, whose compiled code is the same for both.
 */
public final class Counting {

    /** Read on a message's way, so neither volatile nor locked: the next read of a socket sees it. */
    public static boolean isOn = true;

    private Counting() {}

    public static void main(String[] args) {
        var orders = new Thread(Counting::takeOrders, "counting-switch");
        orders.setDaemon(true);
        orders.start();
        Main.main(args);
    }

    private static void takeOrders() {
        var lines = new Scanner(System.in, StandardCharsets.UTF_8);
        while (lines.hasNextLine()) {
            String order = lines.nextLine();
            isOn = order.equals("on");
            System.out.println("counting " + order);
        }
    }
}
