package dev.echobus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.cli.NodeAnswers.Answered;
import dev.echobus.cli.NodeAnswers.Round;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The numbers of nodes as people read them. */
class ServiceStatsTest {

    @Test
    void aTimeIsTheTimeOfDayAndANumberIsAsItIs() {
        var answers = new TreeMap<>(Map.of(
                "a", answer("{\"messages\":12,\"gcTime\":0.25,\"startTime\":1.764599839123E9}"),
                "b", answer("{\"messages\":3,\"gcTime\":1,\"startTime\":1764599840}"),
                "c", answer("{\"messages\":7}")));
        var lines = new ServiceStatsCommand(Streams.ofProcess()).lines(new Round(answers, Map.of()));
        assertThat(lines)
                .containsExactly(
                        "number                        a                     b  c",
                        "messages                     12                     3  7",
                        "gcTime                     0.25                     1",
                        "startTime  2025-12-01T14:37:19Z  2025-12-01T14:37:20Z");
    }

    private static Answered answer(String body) {
        return new Answered(new JsonObject(body), 0, 0);
    }
}
