package dev.echobus.cli;

import dev.echobus.common.Causes;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;

/**
 * The program's standard streams: results go to {@code out}, everything else to {@code err}. Remembers results that could
 * not be written, since the exit status has to tell. Any thread.
 */
final class Streams {

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private volatile boolean isResultLost;

    Streams(InputStream in, PrintStream out, PrintStream err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    /** Those of this process. One that it was not given is read and written as closed, whatever has its number now. */
    static Streams ofProcess() {
        InputStream in = StandardStream.INPUT.isClosed() ? new ClosedInput() : System.in;
        OutputStream out =
                StandardStream.OUTPUT.isClosed() ? new ClosedOutput() : new FileOutputStream(FileDescriptor.out);
        PrintStream err =
                StandardStream.ERROR.isClosed() ? new PrintStream(OutputStream.nullOutputStream()) : System.err;
        return new Streams(in, ResultStream.to(out), err);
    }

    InputStream in() {
        return in;
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    boolean isInputClosed() {
        return in instanceof ClosedInput;
    }

    /** Says why the command failed, in one line. */
    void complain(String message) {
        err.println("echobus: " + message);
    }

    /** Says which result could not be written, and why; the exit status will not be 0. */
    void complainOfLoss(String destination, IOException cause) {
        isResultLost = true;
        complain("cannot write " + destination + ": " + Causes.describe(cause));
    }

    /** Why results cannot be written any more, or empty when they can. Writes out what is buffered. */
    Optional<IOException> outputFailure() {
        return out instanceof ResultStream results ? results.failure() : Optional.empty();
    }

    /** The exit status of a command that came to this one: not 0 when a result could not be written. */
    int finish(int exitCode) {
        outputFailure().ifPresent(cause -> complainOfLoss(StandardStream.OUTPUT.toString(), cause));
        return isResultLost && exitCode == ExitCode.OK ? ExitCode.FAILED : exitCode;
    }

    private static final class ClosedInput extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("standard input is closed");
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return read();
        }
    }

    private static final class ClosedOutput extends OutputStream {
        @Override
        public void write(int single) throws IOException {
            throw new IOException("it is closed");
        }
    }
}
