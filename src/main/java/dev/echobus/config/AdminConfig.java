package dev.echobus.config;

import dev.echobus.common.Endpoint;

/** The admin port: where it listens, who may do what there, and its own limits. */
public record AdminConfig(
        @Setting(doc = "Tell of the node over HTTP, and let operators act on it", byDefault = "false")
        boolean enabled,

        @Setting(
                doc =
                        "Address that the admin port listens on; beyond loopback all but health needs a token or a certificate",
                byDefault = "127.0.0.1",
                min = 1,
                max = 255)
        String host,

        @Setting(
                doc = "HTTP port of the console, health, metrics and actions; 0 takes a free one and prints it",
                byDefault = "8080",
                max = 65_535)
        int port,

        @Setting(
                doc =
                        "What whoever acts must know, in the header Authorization: Bearer; none: nobody acts without a certificate",
                byDefault = "",
                secret = true)
        Secret token,

        @Setting(
                doc = "File that holds the token, instead of admin.token; the line feed at its end does not count",
                byDefault = "",
                max = 4_096)
        String tokenFile,

        @Setting(
                doc =
                        "Connections to the admin port at once, half of them consoles, 32 at most; one more takes the place of"
                                + " the one that has waited longest",
                byDefault = "64",
                min = 1,
                max = 10_000)
        int connectionsMax,

        @Setting(
                doc =
                        "Requests a second at the admin port over all connections, and as many again for health; more are answered with 429",
                byDefault = "1000",
                min = 1,
                max = 1_000_000)
        int requestsPerSecondMax,

        @Setting(
                doc = "How long a connection to the admin port may wait for a request, or for the whole of one",
                byDefault = "30000",
                min = 1_000,
                max = 3_600_000)
        int idleTimeoutMs,

        AdminTlsConfig tls) {

    /** Where it listens. */
    public Endpoint endpoint() {
        return Endpoint.tcp(host, port);
    }
}
