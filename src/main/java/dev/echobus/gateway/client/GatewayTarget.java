package dev.echobus.gateway.client;

import dev.echobus.common.Causes;
import dev.echobus.common.Endpoint;
import dev.echobus.wire.tls.ClientTls;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.UnusableFileException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A gateway to go through: where it is, and with TLS whom to trust there and what to show. Any thread; immutable. */
public final class GatewayTarget {

    private final Endpoint endpoint;
    private final @Nullable ClientTls tls;

    private GatewayTarget(Endpoint endpoint, @Nullable ClientTls tls) {
        this.endpoint = endpoint;
        this.tls = tls;
    }

    /**
     * A gateway at an endpoint. Reads files where it speaks TLS, and blocks.
     *
     * @param files of no use without TLS
     * @throws UnusableFileException when one cannot be used
     */
    public static GatewayTarget of(Endpoint endpoint, PemFiles files) throws UnusableFileException {
        return new GatewayTarget(endpoint, endpoint.isSecured() ? ClientTls.of(files) : null);
    }

    /**
     * One with TLS whose certificate is at hand: it has to be that of {@link PemFiles#authorities}, whatever host it names.
     *
     * @throws UnusableFileException when a file cannot be used
     */
    public static GatewayTarget pinned(Endpoint endpoint, PemFiles files) throws UnusableFileException {
        return new GatewayTarget(endpoint, ClientTls.pinned(files));
    }

    /** A gateway that speaks plain TCP. */
    public static GatewayTarget plain(Endpoint endpoint) {
        return new GatewayTarget(endpoint, null);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Of a gateway that speaks TLS. */
    ClientTls tls() {
        return Objects.requireNonNull(tls, "plain TCP");
    }

    /** Why its connection failed, in one line for people. */
    String describe(IOException failure) {
        if (failure instanceof FrameSocket.SpeaksTlsException) {
            return "it speaks TLS: expected is tls://" + endpoint.authority();
        }
        return tls == null ? Causes.describe(failure) : TlsRefusal.of(failure, endpoint, tls.files());
    }

    /** The same of one with TLS, whose handshake is done, and that has said nothing yet. */
    String describeAtFirstWord(IOException failure) {
        return TlsRefusal.atFirstWord(failure, endpoint, tls().files());
    }

    /** What it means that it closed the connection. */
    String describeEnd(boolean hasSaidSomething) {
        return "it closed the connection"
                + (hasSaidSomething || tls != null
                        ? ""
                        : " without a word: it may speak TLS, tls://" + endpoint.authority());
    }

    /** Its endpoint. */
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
