import io.vertx.core.Vertx;
import io.vertx.ext.bridge.BridgeOptions;
import io.vertx.ext.bridge.PermittedOptions;
import io.vertx.ext.eventbus.bridge.tcp.TcpEventBusBridge;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A node of ours with Vert.x's own TCP bridge of the event bus in place of the gateway: {@code ADDRESS} is what its
 * sessions may ask, further arguments are settings as {@code path=value}. Prints {@code gateway tcp://host:port}.
 */
final class BridgeNode {

    private BridgeNode() {}

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = BusPair.join(List.of(arguments).subList(1, arguments.length));
        var options = new BridgeOptions().addInboundPermitted(new PermittedOptions().setAddress(arguments[0]));
        int port = freePort();
        TcpEventBusBridge.create(vertx, options)
                .listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        System.out.println("gateway tcp://127.0.0.1:" + port);
    }

    /** The bridge does not tell which port it was given. */
    private static int freePort() throws Exception {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
