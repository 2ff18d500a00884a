package dev.echobus.cluster.port;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's lines about who does not belong at the member port: members try again every few seconds, so that a line comes
 * once in {@link #SILENCE_MS} for each host and reason. Any thread; remembers the {@link #REMEMBERED_MAX} latest.
 */
final class Refusals {

    /** Seldom enough to leave a log readable, often enough to be found at its end. */
    static final int SILENCE_MS = 60_000;

    static final int REMEMBERED_MAX = 256;

    private static final Logger log = LoggerFactory.getLogger(Refusals.class);

    /** When the line came, the eldest first. */
    private final Map<String, Long> told = new LinkedHashMap<>();

    /** Whoever connected here was sent away. */
    void ofPeer(SocketAddress peer, String reason) {
        if (isNews(host(peer) + " " + reason)) {
            log.warn("closed the member connection of {}: {}", text(peer), reason);
        }
    }

    /** Where this process connected to there is nobody to join. */
    void ofMember(SocketAddress member, String reason) {
        if (isNews(text(member) + " " + reason)) {
            log.warn("cannot join by {}: {}", text(member), reason);
        }
    }

    private synchronized boolean isNews(String line) {
        long now = System.nanoTime();
        Long before = told.get(line);
        if (before != null && now - before < TimeUnit.MILLISECONDS.toNanos(SILENCE_MS)) {
            return false;
        }
        told.remove(line);
        told.put(line, now);
        if (told.size() > REMEMBERED_MAX) {
            told.remove(told.keySet().iterator().next());
        }
        return true;
    }

    private static String host(SocketAddress address) {
        return address instanceof InetSocketAddress socket ? socket.getHostString() : text(address);
    }

    static String text(SocketAddress address) {
        String text = String.valueOf(address);
        return text.substring(text.indexOf('/') + 1);
    }
}
