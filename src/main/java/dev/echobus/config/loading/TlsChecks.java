package dev.echobus.config.loading;

import dev.echobus.config.loading.CrossChecks.Findings;

/** The files of one section of TLS, which its certificate turns on. */
final class TlsChecks {

    private final String section;
    private final String certificate;
    private final boolean isOn;
    private final Findings findings;

    TlsChecks(String section, boolean isOn, Findings findings) {
        this.section = section;
        certificate = section + ".certificate";
        this.isOn = isOn;
        this.findings = findings;
    }

    /** A file that must be there with TLS, and not without. */
    TlsChecks requires(String key, String file) {
        findings.expect(
                file.isEmpty() != isOn,
                section + "." + key,
                isOn ? "a file beside " + findings.describe(certificate) : "none without " + certificate,
                certificate);
        return this;
    }

    /** A file that may be there with TLS, and not without. */
    TlsChecks allows(String key, String file) {
        findings.expect(file.isEmpty() || isOn, section + "." + key, "none without " + certificate, certificate);
        return this;
    }
}
