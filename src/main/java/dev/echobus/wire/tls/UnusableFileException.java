package dev.echobus.wire.tls;

/** A file of TLS cannot be used. The message tells what names it, the file and the reason; never what stands in it. */
public final class UnusableFileException extends Exception {

    private static final long serialVersionUID = 1L;

    UnusableFileException(PemFiles.Named named, String reason) {
        super(named.name() + ": " + named.file() + ": " + reason, null, false, false);
    }
}
