package dev.echobus.cluster;

import dev.echobus.wire.tls.TestAuthority;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Map;

/** A CA, and certificates that it issues, as the settings of members. */
public final class BusCertificates {

    private final TestAuthority authority;

    public BusCertificates(Path directory, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        authority = new TestAuthority(directory, name);
    }

    /** The settings of a member with a new certificate of this CA. */
    public Map<String, Object> issue(String alias, String subject, String... more)
            throws IOException, InterruptedException, GeneralSecurityException {
        var issued = authority.issue(alias, subject, more);
        return Map.of(
                "cluster.tls.certificate", issued.certificate(),
                "cluster.tls.key", issued.key(),
                "cluster.tls.ca", issued.ca());
    }
}
