package dev.echobus.selftest;

import dev.echobus.common.ConnectFailure;
import dev.echobus.common.Endpoint;
import dev.echobus.common.Endpoint.Scheme;
import dev.echobus.config.AdminTlsConfig;
import dev.echobus.config.GatewayTlsConfig;
import dev.echobus.wire.tls.ClientTls;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.PemFiles.Named;
import dev.echobus.wire.tls.TlsCauses;
import dev.echobus.wire.tls.UnusableFileException;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * TLS with a port of the node's own: what answers there has to show the very certificate that the settings name, whatever
 * host that is for. Where clients have to show one too, the node's own is shown, if it is of their CA.
 *
 * @param section of the settings that name the files
 * @param certificate file of it; empty without TLS
 */
record OwnTls(String section, String certificate, String key, String ca) {

    static OwnTls of(GatewayTlsConfig tls) {
        return new OwnTls("gateway.tls", tls.certificate(), tls.key(), tls.ca());
    }

    static OwnTls of(AdminTlsConfig tls) {
        return new OwnTls("admin.tls", tls.certificate(), tls.key(), tls.ca());
    }

    boolean isOn() {
        return !certificate.isEmpty();
    }

    private boolean isMutual() {
        return !ca.isEmpty();
    }

    /** Where to connect to reach who listens there, with what is spoken. */
    Endpoint endpoint(Endpoint listening) {
        Endpoint reachable = listening.reachable();
        return isOn() ? new Endpoint(Scheme.TLS, reachable.host(), reachable.port()) : reachable;
    }

    /** Why nothing can be tried with these files, or empty when it can. Reads them, and blocks. */
    Optional<Verdict> objection() {
        if (!isOn()) {
            return Optional.empty();
        }
        try {
            ClientTls.pinned(files());
        } catch (UnusableFileException unusable) {
            return Optional.of(Verdict.failed(String.valueOf(unusable.getMessage())));
        }
        if (isMutual()) {
            try {
                PemFiles.ofSection(section, certificate, key, ca).tryAsMember();
            } catch (UnusableFileException stranger) {
                return Optional.of(Verdict.skipped("it takes a client's certificate: " + stranger.getMessage()));
            }
        }
        return Optional.empty();
    }

    /** The files of the end that connects. */
    PemFiles files() {
        var own = new Named(section + ".certificate", certificate);
        var shown = isMutual() ? own : new Named(own.name(), "");
        return new PemFiles(shown, new Named(section + ".key", key), own);
    }

    /** The same for clients of Vert.x, which besides must not verify the host. */
    void secure(ClientOptionsBase options) {
        if (!isOn()) {
            return;
        }
        options.setSsl(true).setTrustOptions(new PemTrustOptions().addCertPath(certificate));
        if (isMutual()) {
            options.setKeyCertOptions(
                    new PemKeyCertOptions().setCertPath(certificate).setKeyPath(key));
        }
    }

    /** Why a connection failed, in one line for people. */
    String describe(Throwable failure) {
        if (!(TlsCauses.of(failure) instanceof SSLException)) {
            return ConnectFailure.describe(failure);
        }
        String text = TlsCauses.text(failure);
        if (text.equals(TlsCauses.NO_RECORD)) {
            return "it speaks no TLS (" + section + ".certificate)";
        }
        return text.contains("certification path")
                ? "its certificate is not that of " + section + ".certificate"
                : "TLS: " + text;
    }
}
