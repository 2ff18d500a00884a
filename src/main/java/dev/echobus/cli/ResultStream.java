package dev.echobus.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stream of results that knows why it could not be written. Any thread; buffers 8 KiB, flushed at each line. */
final class ResultStream extends PrintStream {

    private final FirstFailure destination;

    private ResultStream(FirstFailure destination) {
        super(new BufferedOutputStream(destination), true, StandardCharsets.UTF_8);
        this.destination = destination;
    }

    static ResultStream to(OutputStream out) {
        return new ResultStream(new FirstFailure(out));
    }

    /** Writes out what is buffered; tells why something was not written, if so. */
    Optional<IOException> failure() {
        flush();
        return Optional.ofNullable(destination.failure);
    }

    /** Remembers the first failure, and takes nothing after it. */
    private static final class FirstFailure extends FilterOutputStream {

        private volatile @Nullable IOException failure;

        FirstFailure(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (failure != null) {
                return;
            }
            try {
                out.write(bytes, offset, length);
            } catch (IOException first) {
                failure = first;
                throw first;
            }
        }
    }
}
