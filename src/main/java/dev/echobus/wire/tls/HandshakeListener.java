package dev.echobus.wire.tls;

/** Learns what became of TLS on an accepted socket. Event loop of the socket. */
public interface HandshakeListener {

    /** The handshake is done: what is read from now on is what the client sent. Its handlers may be placed in this turn. */
    void onSecured();

    /**
     * The socket closes as its client does not keep to TLS, or not in time; also after {@link #onSecured}, when it asks for
     * another handshake. Not called for clients that leave without having sent a byte.
     *
     * @param reason one line for people
     */
    void onFailed(String reason);

    /** The client left without having sent a byte, as probes of a port do. */
    void onLeft();

    /**
     * After {@link #onSecured}, the connection's input ended without an end of TLS: by a client that says none, or by
     * whoever can cut what lies between. For a session it is an end like the other; what was not whole is not served.
     */
    void onCutShort();
}
