package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the built jar weighs, and what it leaves out of the libraries for it. */
class JarIT {

    /** A fiftieth over what it has, OpenTelemetry's 600 KB among it: whoever adds a library says so here. */
    private static final long BYTES_MAX = 26_000_000;

    @Test
    void itStaysSmall() throws IOException {
        assertThat(Files.size(Launch.jarFile())).isLessThanOrEqualTo(BYTES_MAX);
    }

    /** That nothing asks for them is what the other tests of this package hold, which run this jar. */
    @Test
    void itHasNoClientsOfHazelcastNoSchemasAndNoForeignProtocols() throws IOException {
        try (var jar = new ZipFile(Launch.jarFile().toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .contains("com/hazelcast/instance/impl/Node.class", "io/netty/channel/epoll/Epoll.class")
                    .noneMatch(name -> name.startsWith("com/hazelcast/client/impl/proxy/"))
                    .noneMatch(name -> name.startsWith("io/netty/handler/codec/spdy/"))
                    .noneMatch(name -> name.startsWith("okhttp3/") || name.startsWith("io/opentelemetry/sdk/metrics/"))
                    .noneMatch(name -> name.startsWith("hazelcast-") && name.endsWith(".xsd"));
        }
    }
}
