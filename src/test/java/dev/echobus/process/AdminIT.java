package dev.echobus.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The admin port of the built jar: its line at the start, and a drain that ends the process. */
class AdminIT {

    private static final String TOKEN = "open-sesame-of-a-process";

    @TempDir
    private Path directory;

    @Test
    void itsLineStandsBeforeReadyAndADrainEndsTheProcessInOrder() throws IOException, InterruptedException {
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        // As the launcher and the image run it: Vert.x unpacks nothing.
        var launch = Launch.in(directory).flag("-Dvertx.disableFileCPResolving=true");
        try (Program server = Program.serve(launch, "--admin-port", "0", "--set", "admin.tokenFile=" + token)) {
            assertThat(server.out())
                    .matches("listening echo tcp://0\\.0\\.0\\.0:\\d+\nconsole http://127\\.0\\.0\\.1:\\d+\nready\n");
            String url = server.out().lines().skip(1).findFirst().orElseThrow().substring("console ".length());
            assertThat(ask(HttpRequest.newBuilder(URI.create(url + "/health/ready")))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask(HttpRequest.newBuilder(URI.create(url + "/metrics"))).body())
                    .contains("echobus_node_info{");
            var drain = HttpRequest.newBuilder(URI.create(url + "/drain"))
                    .header("Authorization", "Bearer " + TOKEN)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.noBody());
            assertThat(ask(drain).statusCode()).isEqualTo(202);
            assertThat(server.exitCode()).isZero();
            assertThat(server.err())
                    .contains("drains the node")
                    .doesNotContain(TOKEN)
                    .doesNotContain("Exception");
        }
    }

    @Test
    void withoutItNothingOfVertxWebIsLoaded() throws IOException, InterruptedException {
        Path classes = directory.resolve("classes.log");
        var launch = Launch.in(directory).flag("-Xlog:class+load:file=" + classes);
        try (Program server = Program.serve(launch)) {
            server.signal("TERM");
            assertThat(server.exitCode()).isEqualTo(143);
        }
        assertThat(Files.readString(classes))
                .contains("dev.echobus.runtime.Admins")
                .doesNotContain("io.vertx.ext.web")
                .doesNotContain("io.vertx.ext.healthchecks")
                .doesNotContain("io.prometheus");
    }

    private static HttpResponse<String> ask(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
