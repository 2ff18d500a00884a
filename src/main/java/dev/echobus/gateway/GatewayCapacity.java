package dev.echobus.gateway;

import dev.echobus.config.GatewayConfig;

/**
 * How many of what costs memory a gateway has, of all its sessions together. Follows from what memory there is beside the
 * node itself; where that is plenty the settings alone count.
 *
 * @param sessionsMax sessions at once
 * @param handshakesMax connections of an event loop at once that are in the handshake of TLS or HTTP
 * @param registrationsMax addresses that all sessions together are registered at
 */
record GatewayCapacity(int sessionsMax, int handshakesMax, int registrationsMax) {

    /** However much memory there is, when none are asked for. */
    static final int SESSIONS_MAX = 10_000;

    /** One takes 8 KiB of the heap and the kernel while it is idle, three times that with TLS, and more while it is busy. */
    private static final long SESSION_BYTES = 64 << 10;

    /** One takes 20 KiB of the heap while it is not over, and who begins them need not end them. */
    private static final long HANDSHAKE_BYTES = 256 << 10;

    /** One takes less than 1 KiB of the heap; the rest is for what else there is. */
    private static final long REGISTRATION_BYTES = 4 << 10;

    static GatewayCapacity of(GatewayConfig settings, long spareBytes) {
        int asked = settings.sessionsMax();
        int sessions = asked > 0 ? asked : Math.min(SESSIONS_MAX, fitting(spareBytes, SESSION_BYTES));
        return new GatewayCapacity(
                sessions,
                Math.min(sessions, fitting(spareBytes, HANDSHAKE_BYTES)),
                fitting(spareBytes, REGISTRATION_BYTES));
    }

    private static int fitting(long spareBytes, long eachBytes) {
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, spareBytes / eachBytes));
    }
}
