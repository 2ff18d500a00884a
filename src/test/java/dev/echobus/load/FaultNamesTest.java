package dev.echobus.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers built to be wrong are caught, each under the right name and no other. */
class FaultNamesTest {

    private static final int SIZE = 64;

    /** The message that goes wrong: the traffic runs by then. */
    private static final int WRONG = 20;

    private final Plans plans = new Plans();

    @Test
    void aFlippedBitIsCorruption() throws IOException, InterruptedException {
        assertFault(FaultKind.CORRUPTION, 1, (in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                if (number == WRONG) {
                    message[17] ^= 1;
                }
                out.write(message);
            }
        });
    }

    @Test
    void missingBytesAreLoss() throws IOException, InterruptedException {
        assertFault(FaultKind.LOSS, 5, (in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                if (number == WRONG) {
                    out.write(message, 0, 30);
                    out.write(message, 35, SIZE - 35);
                } else {
                    out.write(message);
                }
            }
        });
    }

    @Test
    void aMissingMessageIsLoss() throws IOException, InterruptedException {
        assertFault(FaultKind.LOSS, SIZE, (in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                if (number != WRONG) {
                    out.write(message);
                }
            }
        });
    }

    @Test
    void swappedMessagesAreReordering() throws IOException, InterruptedException {
        assertFault(FaultKind.REORDERING, SIZE, (in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                if (number == WRONG) {
                    byte[] next = in.readNBytes(SIZE);
                    out.write(next);
                }
                out.write(message);
            }
        });
    }

    @Test
    void aPartThatComesLaterIsReordering() throws IOException, InterruptedException {
        assertFault(FaultKind.REORDERING, 10, (in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                if (number == WRONG) {
                    byte[] late = Arrays.copyOfRange(message, 10, 20);
                    System.arraycopy(message, 20, message, 10, 20);
                    System.arraycopy(late, 0, message, 30, 10);
                }
                out.write(message);
            }
        });
    }

    @Test
    void aMessageThatComesTwiceIsDuplication() throws IOException, InterruptedException {
        assertFault(FaultKind.DUPLICATION, SIZE, (in, out) -> {
            byte[] message = new byte[SIZE];
            for (int number = 0; ; number++) {
                in.readFully(message);
                out.write(message);
                if (number == WRONG) {
                    out.write(message);
                }
            }
        });
    }

    @Test
    void aConnectionClosedInTheMiddleOfAMessageIsLostAndItsMessageUnanswered()
            throws IOException, InterruptedException {
        plans.inFlightMax = 1;
        plans.connections = 1;
        // Its connection is replaced, and the next one is closed as well.
        try (var server = new ScriptedServer((in, out) -> {
            byte[] message = new byte[SIZE];
            in.readFully(message);
            out.write(message);
            in.readFully(message);
            out.write(message, 0, 40);
        })) {
            LoadResult result = plans.run(server);
            assertThat(result.connections().lost()).isPositive();
            assertThat(result.faultCount()).isZero();
            assertThat(result.totals().unanswered())
                    .isEqualTo(result.connections().lost());
            assertThat(result.totals().cutShort())
                    .isEqualTo(result.connections().lost());
        }
    }

    @Test
    void aShortFrameIsTruncation() throws IOException, InterruptedException {
        plans.framing = new Framing(FramingKind.LENGTH, 4, "");
        assertFault(FaultKind.TRUNCATION, 9, (in, out) -> {
            byte[] frame = new byte[4 + SIZE];
            for (int number = 0; ; number++) {
                in.readFully(frame);
                int length = frame.length;
                if (number == WRONG) {
                    frame[3] -= 9;
                    length -= 9;
                }
                out.write(frame, 0, length);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyByteOfEveryFramingIsRightFromARightServer(FramingKind kind) throws IOException, InterruptedException {
        plans.framing = new Framing(kind, 2, "");
        plans.sizes = Sizes.parse("1,7,64,1000,16384");
        plans.inFlightMax = 16;
        plans.drainMs = 20_000;
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = plans.run(server);
            assertThat(result.firstFaults()).isEmpty();
            assertThat(result.latency().getTotalCount()).isPositive();
            assertThat(result.unanswered()).isZero();
            assertThat(result.errors()).isZero();
        }
    }

    /** One fault on each of the two connections, of one kind, and the run goes on behind it. */
    private void assertFault(FaultKind kind, long bytes, ScriptedServer.Script script)
            throws IOException, InterruptedException {
        try (var server = new ScriptedServer(script)) {
            LoadResult result = plans.run(server);
            assertThat(result.firstFaults()).as("faults").allMatch(fault -> fault.kind() == kind);
            assertThat(count(result, kind)).isEqualTo(2);
            assertThat(result.faultCount()).isEqualTo(2);
            assertThat(result.faults().get(kind).bytes()).isEqualTo(2 * bytes);
            assertThat(result.firstFaults())
                    .allMatch(fault -> fault.message() >= WRONG && fault.message() <= WRONG + 3);
        }
    }

    private static long count(LoadResult result, FaultKind kind) {
        return result.faults().get(kind).occurrences();
    }
}
