package dev.echobus.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.SettingsModel;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many nodes there are, and what a node makes of it. */
class MinimumMembersTest {

    private final Vertx vertx = Vertx.vertx();
    private final Membership membership = new Membership(Set::of);
    private final AtomicInteger nodes = new AtomicInteger(1);

    @AfterEach
    void close() throws Exception {
        MembersUnderTest.await(vertx.close());
    }

    @Test
    void oneIsEnoughByDefault() throws Exception {
        var minimum = of(1, 60_000);
        MembersUnderTest.await(minimum.await(vertx, membership));
        assertThat(minimum.isReady()).isTrue();
    }

    @Test
    void aNodeStartsWhenThereAreEnough() throws Exception {
        var minimum = of(3, 60_000);
        var waiting = minimum.await(vertx, membership);
        nodes.set(2);
        minimum.judge();
        assertThat(waiting.isComplete()).isFalse();
        assertThat(minimum.isReady()).isFalse();

        nodes.set(3);
        minimum.judge();
        MembersUnderTest.await(waiting);
        assertThat(minimum.isReady()).isTrue();
    }

    @Test
    void aStartWaitsNoLongerThanItsTimeAndNamesTheSetting() throws Exception {
        var failure = MembersUnderTest.awaitFailure(of(2, 1).await(vertx, membership));
        assertThat(failure).hasMessage("cluster.minimumMembers: 1 of 2 members after 1 ms");
    }

    @Test
    void aNodeThatLosesTooManyIsNotReadyUntilTheyAreBack() throws Exception {
        nodes.set(2);
        var minimum = of(2, 60_000);
        MembersUnderTest.await(minimum.await(vertx, membership));
        nodes.set(1);
        minimum.judge();
        assertThat(minimum.isReady()).isFalse();
        nodes.set(2);
        minimum.judge();
        assertThat(minimum.isReady()).isTrue();
    }

    private MinimumMembers of(int count, int timeoutMs) {
        var values = SettingsModel.ECHOBUS.defaults();
        values.put("cluster.minimumMembers", count);
        values.put("cluster.minimumMembersTimeoutMs", timeoutMs);
        return new MinimumMembers(SettingsModel.ECHOBUS.bind(values).cluster(), nodes::get);
    }
}
