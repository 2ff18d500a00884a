package dev.echobus.bus;

import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of a message's body: the contract takes them as a Buffer, as text (UTF-8) or as a byte array. */
public final class BusBody {

    /** What to tell a sender whose body holds no bytes. */
    public static final String EXPECTED = "expected bytes or text as body";

    private BusBody() {}

    /** The body's bytes, or empty when it is of another type. */
    public static Optional<Buffer> bytes(@Nullable Object body) {
        if (body instanceof Buffer buffer) {
            return Optional.of(buffer);
        }
        if (body instanceof String text) {
            return Optional.of(Buffer.buffer(text));
        }
        if (body instanceof byte[] array) {
            return Optional.of(Buffer.buffer(array));
        }
        return Optional.empty();
    }
}
