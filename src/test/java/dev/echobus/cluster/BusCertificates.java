package dev.echobus.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A CA made by the JDK's keytool, and certificates that it issues; each as the PEM files that the settings name. */
public final class BusCertificates {

    private static final String PASSWORD = "changeit";

    private final Path directory;
    private final String name;

    public BusCertificates(Path directory, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = directory;
        this.name = name;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c");
        write("ca");
    }

    /** The settings of a member with a new certificate of this CA. */
    public Map<String, Object> issue(String alias, String subject, String... more)
            throws IOException, InterruptedException, GeneralSecurityException {
        var arguments =
                new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-signer", "ca", "-dname", "CN=" + alias));
        arguments.addAll(List.of("-ext", "SAN=" + subject));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
        write(alias);
        return Map.of(
                "cluster.tls.certificate", file(alias, "crt"),
                "cluster.tls.key", file(alias, "key"),
                "cluster.tls.ca", file("ca", "crt"));
    }

    private String file(String alias, String kind) {
        return directory.resolve(name + "-" + alias + "." + kind).toString();
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-storepass", PASSWORD));
        command.addAll(List.of("-keystore", directory.resolve(name + ".p12").toString()));
        Path output = directory.resolve(name + ".log");
        int exitCode = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        if (exitCode != 0) {
            throw new AssertionError("keytool: " + Files.readString(output));
        }
    }

    private void write(String alias) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        var key = store.getKey(alias, PASSWORD.toCharArray());
        Files.writeString(
                Path.of(file(alias, "crt")),
                pem("CERTIFICATE", store.getCertificate(alias).getEncoded()));
        Files.writeString(Path.of(file(alias, "key")), pem("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(bytes) + "\n-----END " + kind
                + "-----\n";
    }
}
