package dev.echobus.config;

/** TLS on the gateway's ports: on with a certificate and its key, or off. */
public record GatewayTlsConfig(
        @Setting(
                doc =
                        "PEM file of the gateway's certificate, for both of its ports, with those between it and its CA; empty: no TLS",
                byDefault = "",
                max = 4_096)
        String certificate,

        @Setting(doc = "PEM file of its private key, in PKCS #8", byDefault = "", max = 4_096)
        String key,

        @Setting(
                doc =
                        "PEM file of the CAs that every client's certificate must be of; empty: clients need none, and are who their"
                                + " token says",
                byDefault = "",
                max = 4_096)
        String ca,

        @Setting(
                doc = "How long a client may take for the handshake of TLS",
                byDefault = "5000",
                min = 100,
                max = 3_600_000)
        int handshakeTimeoutMs) {

    /** Whether the ports speak TLS, and nothing else. */
    public boolean isOn() {
        return !certificate.isEmpty();
    }
}
