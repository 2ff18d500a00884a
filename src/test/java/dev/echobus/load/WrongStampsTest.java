package dev.echobus.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.common.FramingKind;
import dev.echobus.load.check.FaultKind;
import dev.echobus.load.plan.Framing;
import dev.echobus.load.plan.Sizes;
import dev.echobus.load.result.LoadResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose stamps are wrong, each told by what is. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WrongStampsTest {

    private final Plans plans = new Plans();
    private final StampScript script = new StampScript();

    WrongStampsTest() {
        plans.framing = new Framing(FramingKind.LENGTH, 4, "", true);
    }

    private LoadResult run() throws IOException, InterruptedException {
        try (var server = new ScriptedServer(script)) {
            return plans.run(server);
        }
    }

    private static long split(LoadResult result) {
        return Objects.requireNonNull(result.hops()).messages();
    }

    private static Arguments wrong(String what, StampScript.Change change, String told) {
        return Arguments.of(what, change, (StampScript.Outgoing) reply -> reply, told);
    }

    private static Arguments garbled(String what, StampScript.Outgoing outgoing, String told) {
        return Arguments.of(what, (StampScript.Change) stamp -> {}, outgoing, told);
    }

    static Stream<Arguments> wrongServers() {
        return Stream.of(
                wrong("no mark", stamp -> stamp.putInt(0, 7), "expected the mark EBS1 of a stamp, found 0x00000007"),
                wrong("another version", stamp -> stamp.putInt(0, 0x45425332), "found 0x45425332"),
                wrong(
                        "handed first",
                        stamp -> stamp.putLong(32, stamp.getLong(24) - 5_000_000),
                        "handed on 5 ms before it was received"),
                wrong(
                        "replied first",
                        stamp -> stamp.putLong(48, stamp.getLong(32) - 5_000_000),
                        "replied to 5 ms before it was handed on"),
                wrong(
                        "written first",
                        stamp -> stamp.putLong(56, stamp.getLong(48) - 5_000_000),
                        "written 5 ms before it was replied to"),
                wrong(
                        "long on the server",
                        stamp -> stamp.putLong(56, stamp.getLong(56) + 3_600_000_000_000L),
                        "was on the server for 3600"),
                wrong(
                        "huge",
                        stamp -> stamp.putLong(24, Long.MIN_VALUE).putLong(56, Long.MAX_VALUE),
                        "on the server for centuries"),
                wrong(
                        "all huge",
                        stamp -> stamp.putLong(24, Long.MAX_VALUE).putLong(32, Long.MAX_VALUE),
                        "its times go backwards"),
                wrong("another responder", stamp -> stamp.put(4, (byte) 7), "expected the responder 0 or 1, found 7"),
                wrong(
                        "a long name",
                        stamp -> stamp.put(6, (byte) 200),
                        "expected a name of at most 24 bytes, found 200"),
                wrong("a bus before it was asked", stamp -> stamp.put(4, (byte) 1), "sent over the bus"),
                garbled(
                        "no stamp at all",
                        reply -> Arrays.copyOf(new StampedReply(reply).unmarked(), reply.length - StampScript.BYTES),
                        "found one without: the length 64 has no mark"),
                garbled(
                        "a raw echo",
                        reply -> new StampedReply(reply).rawEcho(),
                        "came back without one, or cut short"),
                garbled(
                        "cut short",
                        reply -> new StampedReply(reply).cutShort(),
                        "expected the mark EBS1 of a stamp, found"));
    }

    /** A reply that is taken apart to be put together wrongly. */
    private record StampedReply(byte[] bytes) {

        byte[] unmarked() {
            byte[] reply = bytes.clone();
            ByteBuffer.wrap(reply).putInt(0, bytes.length - 4 - StampScript.BYTES);
            return reply;
        }

        byte[] rawEcho() {
            byte[] reply = Arrays.copyOf(bytes, bytes.length - StampScript.BYTES);
            ByteBuffer.wrap(reply).putInt(0, StampScript.MARK | (reply.length - 4));
            return reply;
        }

        byte[] cutShort() {
            byte[] reply = Arrays.copyOf(bytes, bytes.length - 28);
            ByteBuffer.wrap(reply).putInt(0, StampScript.MARK | (reply.length - 4));
            return reply;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongServers")
    void aWrongStampIsToldByName(String what, StampScript.Change change, StampScript.Outgoing outgoing, String told)
            throws IOException, InterruptedException {
        script.change = change;
        script.outgoing = outgoing;
        LoadResult result = run();
        assertThat(result.firstFaults())
                .isNotEmpty()
                .allMatch(fault -> fault.kind() == FaultKind.STAMP)
                .first()
                .asString()
                .startsWith("stamp: connection ")
                .contains(told);
        assertThat(split(result)).isZero();
    }

    /** Each of the two is right by itself, and as long on the server as its message may have been. */
    @Test
    void stampsOfTwoMessagesThatAreSwappedAreToldByTheirOrder() throws IOException, InterruptedException {
        plans.connections = 1;
        int[] count = {0};
        byte[][] held = {null};
        script.outgoing = reply -> {
            count[0]++;
            if (count[0] == 20) {
                held[0] = reply;
                return new byte[0];
            }
            return count[0] == 21 ? swapped(held[0], reply) : reply;
        };
        LoadResult result = run();
        assertThat(result.firstFaults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.STAMP);
            assertThat(fault.detail()).matches("its times go backwards: received .* before the message before it was");
        });
        assertThat(split(result)).isGreaterThan(40);
    }

    private static byte[] swapped(byte[] first, byte[] second) {
        int at = first.length - StampScript.BYTES;
        return ByteBuffer.allocate(2 * first.length)
                .put(first, 0, at)
                .put(second, at, StampScript.BYTES)
                .put(second, 0, at)
                .put(first, at, StampScript.BYTES)
                .array();
    }

    /** Once, and what follows is in order again. */
    @Test
    void aClockThatIsSetBackBetweenTwoMessagesIsTold() throws IOException, InterruptedException {
        plans.connections = 1;
        int[] count = {0};
        script.change = stamp -> {
            count[0]++;
            script.shiftNanos = count[0] < 20 ? 0 : -5_000_000_000L;
        };
        LoadResult result = run();
        assertThat(result.firstFaults()).singleElement().satisfies(fault -> {
            assertThat(fault.kind()).isEqualTo(FaultKind.STAMP);
            assertThat(fault.detail())
                    .matches("its times go backwards: received (5|4\\.\\d+) s before the message before it was");
        });
        assertThat(split(result)).isGreaterThan(40);
    }

    /** It knows nothing of stamps, and takes the mark for what it is not: it sends back what came. */
    @ParameterizedTest
    @ValueSource(strings = {"1", "127", "128", "1000", "300000"})
    void aServerThatOnlyEchoesIsToldAndNothingIsSplit(String size) throws IOException, InterruptedException {
        plans.sizes = Sizes.parse(size);
        try (var server = new ScriptedServer(ScriptedServer::echo)) {
            LoadResult result = plans.run(server);
            assertThat(result.firstFaults())
                    .isNotEmpty()
                    .first()
                    .satisfies(fault -> assertThat(fault.kind()).isEqualTo(FaultKind.STAMP));
            assertThat(split(result)).isZero();
        }
    }

    @Test
    void aServerOfANewClockForEachMessageIsToldSo() throws IOException, InterruptedException {
        var random = new Random(5);
        script.clock = random::nextLong;
        assertThat(run().firstFaults())
                .isNotEmpty()
                .allMatch(fault -> fault.detail().equals("expected stamps of at most 64 clocks, found another"));
    }

    @Test
    void aLengthOfNoMessageIsNoStampFaultAndNoException() throws IOException, InterruptedException {
        script.outgoing = reply -> {
            ByteBuffer.wrap(reply).putInt(0, -1);
            return reply;
        };
        LoadResult result = run();
        assertThat(result.faultCount() + result.unanswered()).isPositive();
        assertThat(split(result)).isZero();
    }
}
