package dev.echobus.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.bus.CloseCode;
import dev.echobus.bus.CloseReason;
import dev.echobus.server.ConnectionLife.Action;
import dev.echobus.server.ConnectionLife.Event;
import dev.echobus.server.ConnectionLife.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A connection's life, by whatever happens in whatever order, against the table of docs/ARCHITECTURE.md. */
class ConnectionLifeTest {

    private static final int SEQUENCES = 100_000;
    private static final int LENGTH_MAX = 12;

    private static final List<CloseCode> AFTER_REPLIES = List.of(
            CloseCode.CLOSED_BY_PEER,
            CloseCode.CLOSED_BY_OPERATOR,
            CloseCode.DRAINED,
            CloseCode.MESSAGE_TOO_LARGE,
            CloseCode.MESSAGE_TRUNCATED,
            CloseCode.INTERNAL);
    private static final List<CloseCode> CUTS = List.of(
            CloseCode.WRITE_TIMEOUT, CloseCode.DRAIN_TIMEOUT, CloseCode.OUT_OF_MEMORY, CloseCode.CONNECTION_BROKEN);

    private final Map<State, Map<Event, State>> table = documentedTable();

    @Test
    void randomSequencesKeepToTheTable() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            var steps = new ArrayList<String>();
            try {
                liveOnce(random, steps);
            } catch (AssertionError wrong) {
                throw new AssertionError("seed %d, sequence %d: %s".formatted(seed, sequence, steps), wrong);
            }
        }
    }

    @Test
    void theFirstReasonStays() {
        var life = new ConnectionLife();
        life.end(CloseReason.of(CloseCode.IDLE_TIMEOUT), false);
        life.end(CloseReason.of(CloseCode.CONNECTION_BROKEN), false);
        assertThat(life.socketClosed(true, 0).code()).isEqualTo(CloseCode.IDLE_TIMEOUT);
    }

    @Test
    void aCutThatLosesBytesIsTheReason() {
        var life = new ConnectionLife();
        life.end(CloseReason.of(CloseCode.IDLE_TIMEOUT), false);
        assertThat(life.end(CloseReason.of(CloseCode.WRITE_TIMEOUT), false)).isEqualTo(Action.CLOSE_SOCKET);
        assertThat(life.socketClosed(true, 0).code()).isEqualTo(CloseCode.WRITE_TIMEOUT);
    }

    @Test
    void aReplyThatNeverComesIsTheReasonAlthoughThePeerHasClosed() {
        var life = new ConnectionLife();
        assertThat(life.end(CloseReason.of(CloseCode.CLOSED_BY_PEER), true)).isEqualTo(Action.TAKE_NO_MORE);
        assertThat(life.end(CloseReason.of(CloseCode.NO_REPLY), true)).isEqualTo(Action.END_OUTPUT);
        assertThat(life.socketClosed(true, 0).code()).isEqualTo(CloseCode.NO_REPLY);
    }

    @Test
    void aDrainThatEndsBeforeItsRepliesCutsThem() {
        var life = new ConnectionLife();
        life.end(CloseReason.of(CloseCode.CLOSED_BY_PEER), true);
        life.drain();
        assertThat(life.socketClosed(true, 0).code()).isEqualTo(CloseCode.DRAIN_TIMEOUT);
    }

    @Test
    void aDrainThatEndsBeforeThePeerHasItAllCutsIt() {
        var life = new ConnectionLife();
        life.drain();
        life.end(CloseReason.of(CloseCode.DRAINED), false);
        assertThat(life.socketClosed(false, 0).code()).isEqualTo(CloseCode.DRAIN_TIMEOUT);
    }

    @Test
    void whatCameAfterTheEndOfADrainIsTold() {
        var life = new ConnectionLife();
        life.drain();
        life.end(CloseReason.of(CloseCode.DRAINED), false);
        CloseReason why = life.socketClosed(true, 7);
        assertThat(why.code()).isEqualTo(CloseCode.DRAIN_TIMEOUT);
        assertThat(why.detail()).isEqualTo("7 bytes came after the end of the drain");
    }

    private void liveOnce(Random random, List<String> steps) {
        var life = new ConnectionLife();
        boolean isOutputEnded = false;
        for (int i = random.nextInt(LENGTH_MAX); i >= 0; i--) {
            State before = life.state();
            CloseReason reasonBefore = life.reason();
            Step step = randomStep(random);
            steps.add(step.toString());
            Action action = step.on(life);
            steps.add(action + " " + life.state());

            State expected = table.get(before).getOrDefault(step.event, before);
            assertThat(life.state()).isEqualTo(expected);
            boolean isMoved = expected != before;
            assertThat(action == Action.END_OUTPUT)
                    .as("the output ends once, on the way to CLOSING")
                    .isEqualTo(isMoved && expected == State.CLOSING && step.event != Event.CUT);
            assertThat(isOutputEnded && action == Action.END_OUTPUT).isFalse();
            isOutputEnded |= action == Action.END_OUTPUT;
            assertThat(action == Action.CLOSE_SOCKET)
                    .as("a cut closes the socket, as long as there is one")
                    .isEqualTo(step.event == Event.CUT && before != State.CLOSED);
            assertThat(life.reason() != null)
                    .as("whatever ends has a reason")
                    .isEqualTo(expected.compareTo(State.ANSWERING) >= 0);
            assertThat(before == State.CLOSED && !reasonBefore.equals(life.reason()))
                    .as("a reason that changes after the end")
                    .isFalse();
            assertThat(life.takesOffers()).isEqualTo(expected.compareTo(State.CLOSING) < 0);
        }
    }

    private static Step randomStep(Random random) {
        Event[] events = Event.values();
        Event event = events[random.nextInt(events.length)];
        CloseCode[] codes = CloseCode.values();
        CloseCode code = codes[random.nextInt(codes.length)];
        if (AFTER_REPLIES.contains(code)) {
            return step(event, code, event == Event.END_AFTER_REPLIES);
        }
        return step(event, code, random.nextBoolean());
    }

    /** An end whose code stands for another event than was drawn is taken for what it stands for. */
    private static Step step(Event event, CloseCode code, boolean isReplyOutstanding) {
        return switch (event) {
            case END_AFTER_REPLIES, END, CUT -> {
                Event meant = CUTS.contains(code)
                        ? Event.CUT
                        : AFTER_REPLIES.contains(code) && isReplyOutstanding ? Event.END_AFTER_REPLIES : Event.END;
                yield new Step(meant, code, isReplyOutstanding);
            }
            case DRAIN, REPLIES_WRITTEN, SOCKET_CLOSED -> new Step(event, code, isReplyOutstanding);
        };
    }

    private record Step(Event event, CloseCode code, boolean flag) {

        Action on(ConnectionLife life) {
            return switch (event) {
                case DRAIN -> life.drain();
                case END_AFTER_REPLIES, END, CUT -> life.end(CloseReason.of(code), flag);
                case REPLIES_WRITTEN -> life.repliesWritten();
                case SOCKET_CLOSED -> {
                    life.socketClosed(flag, 0);
                    yield Action.NONE;
                }
            };
        }
    }

    private static Map<State, Map<Event, State>> documentedTable() {
        try {
            List<List<String>> rows = Files.readAllLines(Path.of("docs/ARCHITECTURE.md")).stream()
                    .dropWhile(line -> !line.startsWith("| State |"))
                    .takeWhile(line -> line.startsWith("|"))
                    .map(line -> Arrays.stream(line.replace("`", "").split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .toList();
            List<String> events = rows.get(0);
            Map<State, Map<Event, State>> documented = new EnumMap<>(State.class);
            for (List<String> row : rows.subList(2, rows.size())) {
                Map<Event, State> next = new EnumMap<>(Event.class);
                for (int column = 2; column < events.size() - 1; column++) {
                    if (!row.get(column).isEmpty()) {
                        next.put(Event.valueOf(events.get(column)), State.valueOf(row.get(column)));
                    }
                }
                documented.put(State.valueOf(row.get(1)), next);
            }
            assertThat(documented.keySet()).containsExactly(State.values());
            return documented;
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
