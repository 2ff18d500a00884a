package dev.echobus.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.echobus.trace.SeenSpan;
import dev.echobus.trace.TestCollector;
import io.vertx.core.eventbus.DeliveryOptions;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Spans come to a collector however its address is written. */
class CollectorAddressTest {

    @Test
    void aCollectorAtAnAddressOfIpv6TakesSpans() throws Exception {
        InetAddress loopback = InetAddress.getByName("::1");
        assumeTrue(NetworkInterface.getByInetAddress(loopback) != null, "no ::1 here");
        TestCollector collector = TestCollector.start(loopback);
        assertThat(collector.url()).startsWith("http://[::1]:");
        try (var traced = TracedNode.start(collector, "server.framing=line")) {
            traced.ask("echobus.client.echo", "hello", new DeliveryOptions()).await(30, TimeUnit.SECONDS);
            var spans = traced.spans(3);
            assertThat(SeenSpan.named(spans, "request echobus.client.echo").parentId())
                    .isEmpty();
            assertThat(collector.askedFor()).isEqualTo(collector.authority());
        }
    }
}
