package dev.echobus.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses in CIDR notation (RFC 4632, RFC 4291), such as {@code 10.0.0.0/8} or {@code 2001:db8::/32}; a
 * single address is a range of one. No name is ever looked up.
 *
 * @param address any address of the range
 * @param prefixBits how many of its first bits all addresses of the range share
 */
public record Network(InetAddress address, int prefixBits) {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final String IPV4 = OCTET + "(\\." + OCTET + "){3}";

    /** With a colon in it, Java takes a text for an IPv6 literal and looks nothing up. */
    private static final String IPV6 = "[0-9a-fA-F:.]*:[0-9a-fA-F:.]*";

    /** Reads {@code ADDRESS} or {@code ADDRESS/BITS}; empty when the text is neither. */
    public static Optional<Network> of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!literal.matches(IPV4) && !literal.matches(IPV6)) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.getByName(literal);
            int widest = address.getAddress().length * Byte.SIZE;
            String bits = slash < 0 ? String.valueOf(widest) : text.substring(slash + 1);
            return bits.matches("[0-9]{1,3}") && Integer.parseInt(bits) <= widest
                    ? Optional.of(new Network(address, Integer.parseInt(bits)))
                    : Optional.empty();
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /** As it is read: the bits are left out where they are all. */
    @Override
    public String toString() {
        boolean isSingle = prefixBits == address.getAddress().length * Byte.SIZE;
        return address.getHostAddress() + (isSingle ? "" : "/" + prefixBits);
    }

    /** True when the address lies in this range. An IPv4 address lies in no IPv6 range. */
    public boolean contains(InetAddress candidate) {
        byte[] ours = address.getAddress();
        byte[] theirs = candidate.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int wholeBytes = prefixBits / Byte.SIZE;
        for (int index = 0; index < wholeBytes; index++) {
            if (ours[index] != theirs[index]) {
                return false;
            }
        }
        int restBits = prefixBits % Byte.SIZE;
        return restBits == 0 || (ours[wholeBytes] ^ theirs[wholeBytes]) >> (Byte.SIZE - restBits) == 0;
    }
}
