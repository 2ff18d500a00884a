package dev.echobus.common;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a socket listens or whom it connects to. Read from {@code host:port}, {@code tcp://host:port} or
 * {@code [IPv6]:port}, and written as {@code tcp://host:port}. No name is ever looked up.
 *
 * @param scheme what is spoken there
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0..65535; 0 is a free one, to listen on
 */
public record Endpoint(Scheme scheme, String host, int port) implements EndpointReading {

    /** What an endpoint's text takes, for problems and help. */
    public static final String FORMS = "host:port, tcp://host:port or [IPv6]:port";

    /** The same where TLS may be spoken. */
    public static final String SECURABLE_FORMS = "host:port, tcp://host:port, tls://host:port or [IPv6]:port";

    public static final int PORT_MAX = 65_535;

    /** What is spoken at an endpoint. */
    public enum Scheme {
        TCP,
        TLS;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** As long as a name can be in the DNS. */
    private static final int HOST_MAX_CHARACTERS = 255;

    private static final Pattern NAME = Pattern.compile("[^\\s\\[\\]:/@?#\"\\\\\\p{Cntrl}]+");

    /** At least two colons; whether it is an address, Java tells without looking anything up. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*(:[0-9a-fA-F.]*){2,8}(%\\w+)?");

    private static final Pattern OCTETS = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private static final Pattern FORM = Pattern.compile("(?:([a-zA-Z][a-zA-Z0-9+.-]*)://)?(.*):([0-9]{1,5})");

    /** Takes an IPv6 address with or without its brackets. */
    public Endpoint {
        host = unbracketed(host);
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port: expected 0.." + PORT_MAX + ", found " + port);
        }
    }

    /** An endpoint of plain TCP. */
    public static Endpoint tcp(String host, int port) {
        return new Endpoint(Scheme.TCP, host, port);
    }

    /** Reads where to connect to: the port is 1..65535. */
    public static EndpointReading read(String text) {
        return read(text, 1);
    }

    /** Reads where to connect to and perhaps to speak TLS, with {@code tls://}: the port is 1..65535. */
    public static EndpointReading readSecurable(String text) {
        boolean isTls = schemeOf(text)
                .filter(scheme -> scheme.equalsIgnoreCase(Scheme.TLS.name()))
                .isPresent();
        EndpointReading reading = read(isTls ? text.substring(text.indexOf("://") + 3) : text);
        if (reading instanceof Endpoint endpoint) {
            return isTls ? new Endpoint(Scheme.TLS, endpoint.host(), endpoint.port()) : endpoint;
        }
        return new Refused(SECURABLE_FORMS + " with a port of 1.." + PORT_MAX, Texts.quoted(text));
    }

    /** Reads where to listen: port 0 takes a free one. */
    public static EndpointReading readListening(String text) {
        return read(text, 0);
    }

    private static EndpointReading read(String text, int portMin) {
        String expected = FORMS + " with a port of " + portMin + ".." + PORT_MAX;
        var parts = FORM.matcher(text);
        String scheme = schemeOf(text).orElse("tcp");
        if (!scheme.equalsIgnoreCase("tcp")) {
            return new Refused("tcp:// (" + Texts.escaped(scheme) + ":// is not supported)", Texts.quoted(text));
        }
        if (!parts.matches()) {
            return new Refused(expected, Texts.quoted(text));
        }
        int port = Integer.parseInt(parts.group(3));
        String host = parts.group(2);
        // Without brackets nobody could tell where an IPv6 address ends and the port begins.
        boolean isHost = isHost(host) && (host.startsWith("[") || host.indexOf(':') < 0);
        return isHost && port >= portMin && port <= PORT_MAX
                ? tcp(host, port)
                : new Refused(expected, Texts.quoted(text));
    }

    private static Optional<String> schemeOf(String text) {
        int end = text.indexOf("://");
        return end < 0 ? Optional.empty() : Optional.of(text.substring(0, end));
    }

    /** True when the text can be a host's name or an address; IPv6 with or without brackets. */
    public static boolean isHost(String text) {
        String host = unbracketed(text);
        if (host.isEmpty() || host.length() > HOST_MAX_CHARACTERS) {
            return false;
        }
        if (host.indexOf(':') >= 0) {
            return IPV6.matcher(host).matches()
                    && (host.indexOf('%') >= 0 || addressOf(host).isPresent());
        }
        return host.equals(text) && NAME.matcher(host).matches();
    }

    /** True when the host is a name, whose addresses have to be looked up. */
    public boolean isNamed() {
        return host.indexOf(':') < 0 && addressOf(host).isEmpty();
    }

    /** True when it stands for all addresses of the machine. */
    public boolean isWildcard() {
        return addressOf(host).map(InetAddress::isAnyLocalAddress).orElse(false);
    }

    /** True when both are of one host; of names, only {@code localhost} is known to be an address. */
    public boolean isSameHost(Endpoint other) {
        if (host.equalsIgnoreCase(other.host)) {
            return true;
        }
        var ours = addressOf(host);
        var theirs = addressOf(other.host);
        if (ours.isPresent() && theirs.isPresent()) {
            return ours.equals(theirs);
        }
        return isLocalhost() ? isLoopback(theirs) : other.isLocalhost() && isLoopback(ours);
    }

    private static boolean isLoopback(Optional<InetAddress> address) {
        return address.filter(InetAddress::isLoopbackAddress).isPresent();
    }

    private boolean isLocalhost() {
        return host.equalsIgnoreCase("localhost");
    }

    /** Where to connect to reach who listens here: for all addresses, the loopback address of the same family. */
    public Endpoint reachable() {
        if (!isWildcard()) {
            return this;
        }
        return new Endpoint(scheme, host.indexOf(':') >= 0 ? "::1" : "127.0.0.1", port);
    }

    /** The same with another port: the one that was free. */
    public Endpoint withPort(int bound) {
        return new Endpoint(scheme, host, bound);
    }

    /** {@code host:port}, or {@code [IPv6]:port}. */
    public String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** Whether TLS is spoken there. */
    public boolean isSecured() {
        return scheme == Scheme.TLS;
    }

    /** Written out, as a record's own is only put together at its first call: milliseconds of each start. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Endpoint that && scheme == that.scheme && port == that.port && host.equals(that.host);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * scheme.hashCode() + host.hashCode()) + port;
    }

    /** {@code tcp://host:port}. */
    @Override
    public String toString() {
        return scheme + "://" + authority();
    }

    private static String unbracketed(String host) {
        boolean isBracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') >= 0;
        return isBracketed ? host.substring(1, host.length() - 1) : host;
    }

    /** The address that a literal stands for; empty for a name, which would have to be looked up. */
    private static Optional<InetAddress> addressOf(String host) {
        if (!OCTETS.matcher(host).matches() && !IPV6.matcher(host).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(host));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }
}
