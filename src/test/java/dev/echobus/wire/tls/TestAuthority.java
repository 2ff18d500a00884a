package dev.echobus.wire.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A CA made by the JDK's keytool, and certificates that it issues; each as PEM files. */
public final class TestAuthority {

    private static final String PASSWORD = "changeit";

    /** A process that lives for a second, and a store that nobody has to guess the password of. */
    private static final List<String> QUICKLY = List.of(
            "-J-XX:TieredStopAtLevel=1",
            "-J-XX:+UseSerialGC",
            "-J-Dkeystore.pkcs12.macIterationCount=1",
            "-J-Dkeystore.pkcs12.certPbeIterationCount=1",
            "-J-Dkeystore.pkcs12.keyPbeIterationCount=1");

    private final Path directory;
    private final String name;

    public TestAuthority(Path directory, String name)
            throws IOException, InterruptedException, GeneralSecurityException {
        this.directory = directory;
        this.name = name;
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=" + name, "-ext", "bc:c");
        write("ca");
    }

    /** The files of a certificate, its key and its CA. */
    public record Issued(String certificate, String key, String ca) {

        /** As settings of a section, {@code a.b.certificate=...} and so on. */
        public List<String> settings(String section) {
            return List.of(section + ".certificate=" + certificate, section + ".key=" + key, section + ".ca=" + ca);
        }
    }

    /** A new certificate of this CA for {@code CN=alias}. */
    public Issued issue(String alias, String subjectAlternative, String... more)
            throws IOException, InterruptedException, GeneralSecurityException {
        return issueTo("CN=" + alias, alias, subjectAlternative, more);
    }

    /** A new certificate of this CA for a subject. */
    public Issued issueTo(String subject, String alias, String subjectAlternative, String... more)
            throws IOException, InterruptedException, GeneralSecurityException {
        var arguments = new ArrayList<>(List.of("-genkeypair", "-alias", alias, "-signer", "ca", "-dname", subject));
        arguments.addAll(List.of("-ext", "SAN=" + subjectAlternative));
        arguments.addAll(List.of(more));
        keytool(arguments.toArray(String[]::new));
        write(alias);
        return new Issued(file(alias, "crt"), file(alias, "key"), file("ca", "crt"));
    }

    /** What a server speaks TLS with that shows the certificate of this alias. */
    public SSLContext contextOf(String alias) throws IOException, GeneralSecurityException {
        var own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                alias,
                store().getKey(alias, PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                store().getCertificateChain(alias));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private String file(String alias, String kind) {
        return directory.resolve(name + "-" + alias + "." + kind).toString();
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(QUICKLY);
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

    private KeyStore store() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(directory.resolve(name + ".p12"))) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private void write(String alias) throws IOException, GeneralSecurityException {
        KeyStore store = store();
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
