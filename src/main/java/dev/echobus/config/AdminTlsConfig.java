package dev.echobus.config;

/** TLS on the admin port: on with a certificate and its key, or off. */
public record AdminTlsConfig(
        @Setting(
                doc = "PEM file of the admin port's certificate, with those between it and its CA; empty: no TLS",
                byDefault = "",
                max = 4_096)
        String certificate,

        @Setting(doc = "PEM file of its private key, in PKCS #8", byDefault = "", max = 4_096)
        String key,

        @Setting(
                doc =
                        "PEM file of the CAs that every client's certificate must be of; whoever shows one may act; empty: clients"
                                + " need none",
                byDefault = "",
                max = 4_096)
        String ca,

        @Setting(
                doc = "How long a client may take for the handshake of TLS",
                byDefault = "5000",
                min = 100,
                max = 3_600_000)
        int handshakeTimeoutMs) {

    /** Whether the port speaks TLS, and nothing else. */
    public boolean isOn() {
        return !certificate.isEmpty();
    }

    /** Whether every client has shown a certificate. */
    public boolean isMutual() {
        return !ca.isEmpty();
    }
}
