package dev.echobus.config;

/** TLS between the event buses of a cluster's members, both ends with a certificate: on with all three files, or off. */
public record ClusterTlsConfig(
        @Setting(
                doc =
                        "PEM file of this node's certificate for the bus, with those between it and the CA; empty: no TLS",
                byDefault = "",
                max = 4_096)
        String certificate,

        @Setting(doc = "PEM file of its private key, in PKCS #8", byDefault = "", max = 4_096)
        String key,

        @Setting(
                doc = "PEM file of the CA that every member's certificate is of; no other is trusted",
                byDefault = "",
                max = 4_096)
        String ca,

        @Setting(
                doc = "Whether a member's certificate must name the host that its bus is reached at (its cluster.host)",
                byDefault = "true")
        boolean verifyHost) {

    /** Whether the bus is encrypted. */
    public boolean isOn() {
        return !certificate.isEmpty();
    }
}
