package dev.echobus.config;

import dev.echobus.common.Endpoint;
import dev.echobus.common.Texts;
import java.util.Locale;

/**
 * Where to look for members of a cluster. Read from {@code host:port}, or from {@code dns://name:port} for a name each
 * address of which is a member's, as that of a headless service in Kubernetes. No name is looked up here.
 *
 * @param endpoint the host, or the name of all of them, and the port
 * @param isService whether each address of the name is a member's
 */
public record MemberAddress(Endpoint endpoint, boolean isService) {

    /** What the text takes, for problems and help. */
    public static final String FORMS = Endpoint.FORMS + ", or dns://name:port for all addresses of a name,";

    private static final String SERVICE = "dns://";

    /** A member at one host. */
    public static MemberAddress of(Endpoint endpoint) {
        return new MemberAddress(endpoint, false);
    }

    static Reading read(String text) {
        boolean isService = text.toLowerCase(Locale.ROOT).startsWith(SERVICE);
        String place = isService ? text.substring(SERVICE.length()) : text;
        boolean isOneScheme = !isService || !place.contains("://");
        if (isOneScheme && Endpoint.read(place) instanceof Endpoint endpoint) {
            var member = new MemberAddress(endpoint, isService);
            if (!isService || endpoint.isNamed()) {
                return new Reading.Accepted(member);
            }
        }
        return new Reading.Refused(FORMS + " with a port of 1.." + Endpoint.PORT_MAX, Texts.quoted(text));
    }

    /** As one would write it on the command line. */
    @Override
    public String toString() {
        return isService ? SERVICE + endpoint.authority() : endpoint.authority();
    }
}
