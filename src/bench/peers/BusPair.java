import dev.echobus.config.EchobusConfig;
import dev.echobus.config.loading.Assignment;
import dev.echobus.config.loading.ConfigLoader;
import dev.echobus.config.loading.ConfigSources;
import dev.echobus.config.loading.LoadedConfig;
import dev.echobus.runtime.Echobus;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One of two nodes of a cluster: {@code respond} replies to requests with their bytes, {@code request ADDRESS BYTES} sends
 * them as {@link RequestLoop} is told. Further arguments are settings as {@code path=value}. Prints {@code listening 0}
 * once it is a member.
 */
final class BusPair {

    private static final String ADDRESS = "bench.echo";

    private BusPair() {}

    public static void main(String[] arguments) throws Exception {
        boolean isResponder = arguments[0].equals("respond");
        Vertx vertx = join(List.of(arguments).subList(isResponder ? 1 : 3, arguments.length));
        if (isResponder) {
            vertx.eventBus()
                    .<Buffer>consumer(ADDRESS, message -> message.reply(message.body()))
                    .completion()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            System.out.println("listening 1");
            return;
        }
        String address = arguments[1];
        Buffer payload = Buffer.buffer(new byte[Integer.parseInt(arguments[2])]);
        Context context = vertx.getOrCreateContext();
        System.out.println("listening 1");
        new RequestLoop(replied -> context.runOnContext(turn -> vertx.eventBus()
                        .<Buffer>request(address, payload, new DeliveryOptions())
                        .onComplete(reply -> replied.accept(reply.succeeded()
                                && reply.result().body().length() == payload.length()))))
                .serveStandardInput();
        System.exit(0);
    }

    /** The Vertx of a node with these settings. */
    static Vertx join(List<String> settings) throws Exception {
        var assignments = new ArrayList<Assignment>();
        settings.forEach(setting -> assignments.add(Assignment.set(setting)));
        var loader = Vertx.vertx();
        var result = ConfigLoader.load(loader, new ConfigSources(Path.of("."), List.of(), Map.of(), assignments))
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        if (!(result instanceof LoadedConfig<?> loaded && loaded.config() instanceof EchobusConfig config)) {
            throw new IllegalArgumentException("rejected: " + result);
        }
        loader.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        return Echobus.start(config)
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .vertx();
    }
}
