package dev.echobus.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.Measures;
import dev.echobus.process.Launch;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the gateway that do what none should: each is bounded, answered or closed, and another session's requests go on. */
@Measures
class GatewayAttacksIT {

    /** The default of {@code gateway.errorsPerSecondMax}. */
    private static final int ERRORS_PER_SECOND_MAX = 1_000;

    @TempDir
    private Path directory;

    /** Nothing else runs beside what is measured. */
    private Launch alone() {
        return Launch.in(directory).forMeasuring();
    }

    @Test
    void silentSessionsAreClosedInTime() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            assertThat(cost.assertUnharmed(Attack.SILENCE.times + " silent sessions", Attack.SILENCE))
                    .isEqualTo("over {closed=" + Attack.SILENCE.times + "}");
        }
    }

    @Test
    void registersOverTheBoundAreAnsweredAndThenEndTheSession() throws IOException {
        floodingIsEnded(Attack.REGISTERING, "too_many_registrations");
    }

    @Test
    void forgedReplyAddressesReachNobodyAndThenEndTheSession() throws IOException {
        floodingIsEnded(Attack.FORGING, "access_denied");
    }

    /** Each session was told of as many errors as may be, or of up to twice as many, and of its end. */
    private void floodingIsEnded(Attack attack, String code) throws IOException {
        try (var cost = AttackCost.start(alone())) {
            String over = cost.assertUnharmed(
                    "%d sessions that flood by %s, another every %d ms"
                            .formatted(attack.times, code, Attack.FLOOD_PERIOD.toMillis()),
                    attack);
            assertThat(over).contains(Flood.ENDED + "=" + attack.times);
            assertThat(Integer.parseInt(over.replaceAll(".*" + code + "=(\\d+).*", "$1")))
                    .isBetween(attack.times * ERRORS_PER_SECOND_MAX, 2 * attack.times * ERRORS_PER_SECOND_MAX);
        }
    }

    /** What the bound does not keep away. */
    @Test
    void whoConnectsAgainAtOnceFloodsOn() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            int times = Attack.REGISTERING_ON.times;
            assertThat(cost.assertUnharmed(
                            times + " register frames too many, of sessions begun as soon as the one before is ended",
                            Attack.REGISTERING_ON))
                    .contains("too_many_registrations=" + times)
                    .contains(Flood.ENDED);
        }
    }

    /** What the bound is worth. */
    @Test
    void withoutABoundOneSessionIsAnsweredForAsLongAsItLikes() throws IOException {
        try (var cost = AttackCost.start(alone(), "gateway.errorsPerSecondMax=0")) {
            int times = Attack.REGISTERING_ON.times;
            assertThat(cost.assertUnharmed(
                            times + " register frames too many of one session without a bound on errors",
                            Attack.REGISTERING_ON))
                    .isEqualTo("over {too_many_registrations=" + times + "}");
        }
    }

    @Test
    void aSubscriberThatNeverReadsIsHeldLittle() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            // What so many large messages cost by themselves.
            cost.assertUnharmed(messages("reads"), Attack.READING);
            cost.assertUnharmed(messages("never reads"), Attack.READING_NOTHING);
        }
    }

    private static String messages(String whoDoes) {
        return "%d messages of 64 KiB to one that %s, one every %d ms"
                .formatted(Attack.READING.times, whoDoes, Attack.PUBLISH_PERIOD.toMillis());
    }

    @Test
    void lengthsThatAreNoneEndTheSession() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            int each = Attack.LENGTHS.times / 3;
            assertThat(cost.assertUnharmed(
                            "%d lengths of -1, 2^31-1 and 0, one every %d ms"
                                    .formatted(Attack.LENGTHS.times, Attack.LENGTH_PERIOD.toMillis()),
                            Attack.LENGTHS))
                    .isEqualTo("over {-1 frame_too_large=%1$d, 0 invalid_json=%1$d, %2$d frame_too_large=%1$d}"
                            .formatted(each, Integer.MAX_VALUE));
        }
    }

    @Test
    void oneByteASecondEndsInTime() throws IOException {
        try (var cost = AttackCost.start(alone())) {
            assertThat(cost.assertUnharmed(Attack.DRIPPING.times + " sessions of one byte a second", Attack.DRIPPING))
                    .isEqualTo("over {closed=" + Attack.DRIPPING.times + "}");
        }
    }
}
