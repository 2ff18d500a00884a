package dev.echobus.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.echobus.config.TestConfigs;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which replies of {@code echobus.client.echo} count as an echo. */
class EchoRequestTest {

    private static final String[] LINE = {"server.framing=line", "server.prefix=> "};

    @Test
    void allBytesHaveToComeBackAfterTheNodesOwnPrefix() {
        var request = new EchoRequest(TestConfigs.of(LINE));
        byte[] whole = prefixed("> ", request.payload());
        assertThat(request.payload()).hasSize(255);
        assertThat(request.objectionTo(whole)).isEmpty();
        assertThat(request.objectionTo(request.payload()))
                .contains("echoed bytes differ from byte 0 on, 255 came back");
        assertThat(request.objectionTo(Arrays.copyOf(whole, 256)))
                .contains("echoed bytes differ from byte 256 on, 256 came back");
        whole[200] ^= 1;
        assertThat(request.objectionTo(whole)).contains("echoed bytes differ from byte 200 on, 257 came back");
        assertThat(request.objectionTo("text")).contains("expected bytes in reply, found none");
    }

    @Test
    void whatOtherServersPutBeforeIsTheirs() {
        var request = new EchoRequest(TestConfigs.of("client.servers=127.0.0.1:7", "client.framing=line"));
        assertThat(request.objectionTo(prefixed("said: ", request.payload()))).isEmpty();
        assertThat(request.objectionTo(prefixed("said: ", new byte[255]))).isPresent();
        assertThat(request.objectionTo(new byte[10])).isPresent();
    }

    @Test
    void inAClusterTheClientOfAnyNodeMayHaveAnswered() {
        var request =
                new EchoRequest(TestConfigs.of("server.framing=line", "server.prefix=> ", "cluster.enabled=true"));
        assertThat(request.objectionTo(prefixed("* ", request.payload()))).isEmpty();
    }

    @Test
    void whatTheBusAnswersIsNotKnown() {
        var request = new EchoRequest(TestConfigs.of("server.framing=line", "server.responder=bus"));
        assertThat(request.objectionTo(new byte[] {1})).isEmpty();
    }

    @Test
    void itIsNoLongerThanAMessageMayBe() {
        assertThat(new EchoRequest(TestConfigs.of("client.messageMaxBytes=10")).payload())
                .hasSize(10);
        var record = Stream.concat(Stream.of(LINE), Stream.of("server.framing=length", "server.lengthFieldBytes=1"))
                .toArray(String[]::new);
        assertThat(new EchoRequest(TestConfigs.of(record)).payload()).hasSize(253);
    }

    private static byte[] prefixed(String prefix, byte[] payload) {
        byte[] whole = Arrays.copyOf(prefix.getBytes(), prefix.length() + payload.length);
        System.arraycopy(payload, 0, whole, prefix.length(), payload.length);
        return whole;
    }
}
