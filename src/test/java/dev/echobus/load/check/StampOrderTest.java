package dev.echobus.load.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** No time of a message is before that of the message before, where the clock is the same. */
class StampOrderTest {

    private static final long CLOCK = 7;

    private final StampOrder order = new StampOrder();

    private String next(long clock, long received, long handed, long written) {
        var stamp = new Stamp();
        ByteBuffer bytes = stamp.bytes();
        bytes.putLong(8, clock).putLong(24, received).putLong(32, handed).putLong(56, written);
        return order.objection(stamp);
    }

    @Test
    void whatIsInOrderOrAtTheSameTimePasses() {
        assertThat(next(CLOCK, -10, 0, 10)).isEmpty();
        assertThat(next(CLOCK, -10, 0, 10)).isEmpty();
        assertThat(next(CLOCK, -9, 1, 11)).isEmpty();
    }

    @Test
    void eachTimeThatGoesBackIsToldByItsName() {
        assertThat(next(CLOCK, 10, 20, 30)).isEmpty();
        assertThat(next(CLOCK, 9, 20, 30))
                .isEqualTo("its times go backwards: received 1 ns before the message before it was");
        assertThat(next(CLOCK, 9, 18, 30))
                .isEqualTo("its times go backwards: handed on 2 ns before the message before it was");
        assertThat(next(CLOCK, 9, 18, 27))
                .isEqualTo("its times go backwards: written 3 ns before the message before it was");
        assertThat(next(CLOCK, 9, 18, 27)).isEmpty();
    }

    /** One that is asked for again is replied to after those behind it, and they are written after it all the same. */
    @Test
    void theBusMayAnswerInAnyOrder() {
        assertThat(overTheBus(1, 5, 30)).isEmpty();
        assertThat(overTheBus(2, 3, 10)).isEmpty();
        assertThat(overTheBus(3, 4, 31)).isEmpty();
    }

    /** Read and handed on at one time, and written at another; in between it was with the bus. */
    private String overTheBus(long handed, long busSent, long replied) {
        var stamp = new Stamp();
        ByteBuffer bytes = stamp.bytes();
        bytes.put(4, (byte) 1)
                .put(5, (byte) 3)
                .putLong(8, CLOCK)
                .putLong(24, handed)
                .putLong(32, handed);
        bytes.putLong(40, busSent).putLong(48, replied).putLong(56, 40).putLong(64, 1);
        assertThat(stamp.objection()).isEmpty();
        return order.objection(stamp);
    }

    @Test
    void anotherClockIsNotCompared() {
        assertThat(next(CLOCK, 10, 20, 30)).isEmpty();
        assertThat(next(8, 1, 2, 3)).isEmpty();
        assertThat(next(CLOCK, 10, 20, 30)).isEmpty();
    }

    /** As behind a balancer: two machines may take one id for theirs, such as copies of one that was stopped. */
    @Test
    void aClockThatBeganAtAnotherTimeIsNotCompared() {
        assertThat(next(CLOCK, 10, 20, 30)).isEmpty();
        var stamp = new Stamp();
        stamp.bytes()
                .putLong(8, CLOCK)
                .putLong(16, 1)
                .putLong(24, 1)
                .putLong(32, 2)
                .putLong(56, 3);
        assertThat(order.objection(stamp)).isEmpty();
        assertThat(order.objection(stamp)).isEmpty();
        stamp.bytes().putLong(24, 0);
        assertThat(order.objection(stamp)).startsWith("its times go backwards: received 1 ns");
    }
}
