package dev.echobus.cluster.port;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.cluster.impl.MemberImpl;
import com.hazelcast.logging.LogEvent;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Hazelcast 5.5 and 5.6 wrote to the log of a node that they did not take becomes the reason of its failure. */
class JoinRefusalTest {

    private static final RuntimeException FAILURE = new IllegalStateException("Node failed to start!");

    private final JoinRefusal refusal = new JoinRefusal();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Node could not join cluster. Before join check failed node is going to shutdown now!"
                        + " | Node failed to start!",
                "Reason of failure for node join: Joining node's version 5.6.0 is not compatible with cluster version 5.5"
                        + " | refused by its members: Joining node's version 5.6.0 is not compatible with cluster version"
                        + " 5.5",
                "Node could not join cluster. A Configuration mismatch was detected: Incompatible partition count. Node is"
                        + " going to shutdown now! | refused by its members: Incompatible partition count."
            })
    void theReasonIsTakenFromTheLog(String logged, String expected) {
        var line = new LogRecord(Level.SEVERE, "[127.0.0.1]:5701 [echobus] [5.6.0] " + logged);
        refusal.log(new LogEvent(line, new MemberImpl()));
        assertThat(refusal.explain(FAILURE)).hasMessage(expected).hasNoCause();
    }
}
