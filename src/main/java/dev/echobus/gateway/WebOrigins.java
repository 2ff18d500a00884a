package dev.echobus.gateway;

import dev.echobus.common.Endpoint;
import dev.echobus.config.WebOrigin;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which pages of browsers may use the gateway: without this, every page that a user looks at could, from behind the
 * user's firewall. Programs send no origin. Any thread.
 */
final class WebOrigins {

    private static final String LOCALHOST = "localhost";

    private final List<WebOrigin> allowed;

    WebOrigins(List<WebOrigin> allowed) {
        this.allowed = allowed;
    }

    /**
     * Judges the header {@code Origin} of a request beside its {@code Host}. The same host is allowed where it is an
     * address or {@code localhost}; not by a name, which its owner can point to wherever this gateway is.
     */
    boolean isAllowed(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        Optional<WebOrigin> from = WebOrigin.of(origin);
        boolean isAny = allowed.stream().anyMatch(WebOrigin::isAny);
        return isAny || from.filter(page -> isListed(page) || isOwn(page, host)).isPresent();
    }

    private boolean isListed(WebOrigin from) {
        return allowed.contains(from);
    }

    private static boolean isOwn(WebOrigin from, @Nullable String host) {
        if (host == null || !from.authority().equals(host.toLowerCase(Locale.ROOT))) {
            return false;
        }
        String name = host.replaceFirst(":[0-9]{1,5}$", "");
        return name.equalsIgnoreCase(LOCALHOST) || !Endpoint.tcp(name, 0).isNamed();
    }
}
