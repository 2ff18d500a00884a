package dev.echobus;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that a test may listen on a moment later. They lie below those that the system gives to outgoing connections,
 * so that no connection of another test takes one in between, and none is named twice.
 */
public final class FreePorts {

    private static final int FIRST = 10_000;

    /** Below the lowest of Linux's {@code net.ipv4.ip_local_port_range}. */
    private static final int COUNT = 32_768 - FIRST;

    /** Each process of the tests begins elsewhere. */
    private static final AtomicInteger NAMED =
            new AtomicInteger((int) (ProcessHandle.current().pid() * 1_009 % COUNT));

    private FreePorts() {}

    /** One that nothing listens on. */
    public static int next() {
        for (int attempts = 0; attempts < COUNT; attempts++) {
            int port = FIRST + Math.floorMod(NAMED.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
