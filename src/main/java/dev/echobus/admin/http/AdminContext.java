package dev.echobus.admin.http;

import dev.echobus.common.Endpoint;
import dev.echobus.config.AdminConfig;
import dev.echobus.config.NodeLimits;
import dev.echobus.config.Secret;
import dev.echobus.config.SecretFile;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.ServerTls;
import dev.echobus.wire.tls.UnusableFileException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * What the admin port is made of.
 *
 * @param settings its own, which need a restart to change
 * @param limits what its sockets have of the server's
 * @param token what whoever acts must know; none: nobody knows it
 * @param tls what it speaks; null is HTTP as it is
 * @param isOnLoopback whether this machine's own programs alone reach it
 */
public record AdminContext(
        AdminConfig settings,
        NodeLimits limits,
        Secret token,
        @Nullable ServerTls tls,
        boolean isOnLoopback,
        AdminNode node) {

    /**
     * Reads the files of the token and of TLS, and looks the host up. Blocks.
     *
     * @throws IOException when the token's cannot be used; its message names the setting, never what stands in the file
     * @throws UnusableFileException when one of TLS cannot be used
     */
    public static AdminContext of(AdminConfig settings, NodeLimits limits, AdminNode node)
            throws IOException, UnusableFileException {
        return new AdminContext(
                settings, limits, token(settings), tls(settings), isOnLoopback(settings.endpoint()), node);
    }

    private static boolean isOnLoopback(Endpoint endpoint) {
        try {
            return !endpoint.isWildcard()
                    && InetAddress.getByName(endpoint.host()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static Secret token(AdminConfig settings) throws IOException {
        if (settings.tokenFile().isEmpty()) {
            return settings.token();
        }
        try {
            return SecretFile.read(settings.tokenFile());
        } catch (IOException unusable) {
            // Without its cause: whoever describes failures tells the first one's message.
            throw new IOException("admin.tokenFile: " + settings.tokenFile() + ": " + unusable.getMessage());
        }
    }

    private static @Nullable ServerTls tls(AdminConfig settings) throws UnusableFileException {
        var asked = settings.tls();
        return asked.isOn()
                ? ServerTls.of(
                        PemFiles.ofSection("admin.tls", asked.certificate(), asked.key(), asked.ca()),
                        asked.handshakeTimeoutMs())
                : null;
    }
}
