package dev.echobus.gateway.client;

import dev.echobus.common.Endpoint;
import dev.echobus.wire.tls.PemFiles;
import dev.echobus.wire.tls.TlsCauses;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Why TLS with a gateway failed, with what names the file to look at. */
final class TlsRefusal {

    private TlsRefusal() {}

    /** One line for people. */
    static String of(IOException failure, Endpoint gateway, PemFiles files) {
        String text = TlsCauses.text(failure);
        if (failure instanceof SocketTimeoutException || text.equals("Socket closed")) {
            return "no handshake of TLS in time: it may speak none";
        }
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return "it speaks no TLS: expected is tcp://" + gateway.authority();
        }
        if (text.contains("certification path")) {
            return "its certificate is of no CA that is trusted here ("
                    + files.authorities().name() + ")";
        }
        if (text.contains("subject alternative") || text.contains("No name matching")) {
            return "its certificate is not one of " + gateway.host() + ": " + text;
        }
        if (text.toLowerCase(Locale.ROOT).contains("fatal alert") && text.contains("certificate")) {
            return files.certificate().isSet()
                    ? "it does not take the certificate of "
                            + files.certificate().name() + ": " + text
                    : "it asks for a certificate (" + files.certificate().name() + "): " + text;
        }
        if (failure instanceof SSLException ssl && ssl.getCause() instanceof EOFException) {
            return "it closed the connection during the handshake of TLS";
        }
        return "TLS: " + text;
    }

    /** The gateway closed the connection at the first word, which it does when it does not take our certificate. */
    static String atFirstWord(IOException failure, Endpoint gateway, PemFiles files) {
        return failure instanceof SSLException
                ? of(failure, gateway, files)
                : ofCertificate(TlsCauses.text(failure), files);
    }

    private static String ofCertificate(String text, PemFiles files) {
        String flag = files.certificate().name();
        return files.certificate().isSet()
                ? "it does not take the certificate of " + flag + ": " + text
                : "it asks for a certificate (" + flag + "): " + text;
    }
}
