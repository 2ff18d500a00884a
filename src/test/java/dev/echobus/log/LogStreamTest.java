package dev.echobus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.echobus.Background;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines on their way to one who takes them when told to. */
class LogStreamTest {

    private static final int LINE_BYTES = 1_000;

    private final Reader reader = new Reader();
    private final BlockingQueue<Long> losses = new LinkedBlockingQueue<>();
    private final LogStream stream = new LogStream(reader, losses::add);

    /** Takes nothing before it may. */
    private static final class Reader extends OutputStream {

        private final CountDownLatch mayTake = new CountDownLatch(1);
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();

        @Override
        public void write(int value) {
            throw new AssertionError("lines are written whole");
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                mayTake.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            taken.write(bytes, offset, length);
        }

        List<String> lines() {
            return taken.toString(StandardCharsets.UTF_8).lines().toList();
        }
    }

    @AfterEach
    void release() {
        reader.mayTake.countDown();
    }

    @Test
    void byItselfALineIsWrittenBeforeItsWriterGoesOn() throws Exception {
        var writer = Background.run(() -> stream.write(bytes("one\n"), 0, 4));
        assertThat(writer).isNotDone();
        reader.mayTake.countDown();
        writer.get(30, TimeUnit.SECONDS);
        assertThat(reader.lines()).containsExactly("one");
    }

    @Test
    void besideNobodyWaitsAndTheOrderIsKept() throws Exception {
        stream.writeBeside();
        stream.writeBeside();
        stream.write(bytes("one\n"));
        stream.write(bytes("two\n"));
        assertThat(reader.lines()).isEmpty();
        reader.mayTake.countDown();
        stream.awaitWritten();
        assertThat(reader.lines()).containsExactly("one", "two");
        assertThat(losses).isEmpty();
    }

    @Test
    void whatIsTooMuchIsThrownAwayByLinesAndTold() throws Exception {
        int count = 2 * LogStream.WAITING_MAX_BYTES / LINE_BYTES;
        byte[] line = bytes("x".repeat(LINE_BYTES - 1) + "\n");
        stream.writeBeside();
        for (int n = 0; n < count; n++) {
            stream.write(line);
        }
        reader.mayTake.countDown();
        long lost = losses.poll(30, TimeUnit.SECONDS);
        stream.awaitWritten();
        assertThat(reader.lines())
                .hasSize(LogStream.WAITING_MAX_BYTES / LINE_BYTES)
                .allMatch(each -> each.length() == 999);
        assertThat(reader.lines().size() + lost).isEqualTo(count);
        assertThat(losses).isEmpty();
    }

    /** The process ends although nobody reads. */
    @Test
    void theEndWaitsForASecondAtMost() throws Exception {
        stream.writeBeside();
        stream.write(bytes("one\n"));
        Background.run(() -> assertThatCode(stream::awaitWritten).doesNotThrowAnyException())
                .get(30, TimeUnit.SECONDS);
        assertThat(reader.lines()).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
