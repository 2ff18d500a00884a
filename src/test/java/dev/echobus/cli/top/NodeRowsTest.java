package dev.echobus.cli.top;

import static dev.echobus.cli.top.Answers.SECOND;
import static dev.echobus.cli.top.Answers.info;
import static dev.echobus.cli.top.Answers.look;
import static dev.echobus.cli.top.Answers.stats;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two answers of a node come to, and what becomes of nodes that give none. */
class NodeRowsTest {

    private final NodeRows rows = new NodeRows();

    @Test
    void ratesAndPercentilesAreThoseBetweenTwoAnswers() {
        rows.update(look(0, List.of(info("a", "ready")), List.of(stats("a", 0, 1_000))));
        assertThat(texts(0)).containsExactly("a", "ready", "3", "–", "–", "–", "–", "2", "–", "–", "5", "6", "7s");
        assertThat(rows.messagesPerSecond()).isZero();

        rows.update(look(2 * SECOND, List.of(info("a", "draining")), List.of(stats("a", 2 * SECOND, 1_200))));
        assertThat(texts(0))
                .containsExactly(
                        "a",
                        "draining",
                        "3",
                        "100",
                        "50 µs",
                        "99 µs",
                        "–",
                        "2",
                        "6.4 kB/s",
                        "12.8 kB/s",
                        "5",
                        "6",
                        "7s");
        assertThat(rows.messagesPerSecond()).isEqualTo(100);
        assertThat(rows.connections()).isEqualTo(3);
    }

    /** Of the same name, and with counters that begin anew. */
    @Test
    void aNodeThatWasStartedAgainHasNoRatesAtFirst() {
        rows.update(look(0, List.of(info("a", "ready")), List.of(stats("a", 0, 1_000))));
        rows.update(look(SECOND, List.of(info("a", "ready")), List.of(stats("a", SECOND, 10))));
        assertThat(texts(0)).element(3).isEqualTo("–");
    }

    @Test
    void aNodeThatLeavesIsShownAsThatAndDropped() {
        see(0, "a", "b");
        rows.update(look(SECOND, List.of(info("a", "b", "left")), List.of(stats("a", SECOND, 1))));
        assertThat(texts(1)).startsWith("b", "left", "–").endsWith("–");
        assertThat(rows.rows()).extracting(Row::isGone).containsExactly(false, true);
        assertThat(rows.connections()).isEqualTo(3);

        long shownUntil = NodeRows.GONE_SHOWN_NANOS;
        rows.update(look(shownUntil, List.of(info("a", "ready")), List.of(stats("a", shownUntil, 1))));
        assertThat(texts(1)).startsWith("b", "gone");
        rows.update(look(shownUntil + 1, List.of(info("a", "ready")), List.of(stats("a", shownUntil + 1, 1))));
        assertThat(rows.rows()).hasSize(1);
    }

    /** It may be busy, or not be reached from here. */
    @Test
    void aNodeThatOthersKnowAndThatDoesNotAnswerStays() {
        see(0, "a", "b");
        for (long at = SECOND; at < 60 * SECOND; at += SECOND) {
            rows.update(
                    new Look(List.of(info("a", "ready")), List.of(stats("a", at, 1)), List.of(), Set.of("b"), "", at));
        }
        assertThat(texts(1)).startsWith("b", "silent");
    }

    @Test
    void whereNobodyCouldBeAskedNobodyIsTakenForGone() {
        see(0, "a", "b");
        for (long at = SECOND; at < 60 * SECOND; at += SECOND) {
            rows.update(Look.failed("cut off", at));
        }
        assertThat(texts(0)).startsWith("a", "unknown");
        assertThat(texts(1)).startsWith("b", "unknown");
        see(60 * SECOND, "a", "b");
        assertThat(texts(0)).startsWith("a", "ready");
        assertThat(rows.rows()).extracting(Row::isGone).containsExactly(false, false);
    }

    private void see(long atNanos, String... nodes) {
        rows.update(look(
                atNanos,
                List.of(nodes).stream().map(node -> info(node, "ready")).toList(),
                List.of(nodes).stream().map(node -> stats(node, atNanos, 1)).toList()));
    }

    private List<String> texts(int row) {
        return rows.rows().get(row).cells().stream().map(Cell::text).toList();
    }
}
