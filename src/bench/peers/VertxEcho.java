import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.transport.Transport;

/**
 * The echo server that Vert.x's manual suggests: each socket piped to itself. Native epoll, one event loop. It loses
 * bytes of a peer that half-closes; as a yardstick of speed it will do. Prints {@code listening PORT}.
 */
final class VertxEcho {

    private VertxEcho() {}

    public static void main(String[] arguments) {
        var vertx = Vertx.builder()
                .with(new VertxOptions().setEventLoopPoolSize(1))
                .withTransport(Transport.EPOLL)
                .build();
        var options = new NetServerOptions().setTcpNoDelay(true).setAcceptBacklog(1024);
        // A pipe that breaks has closed its socket; the future has nobody to tell.
        vertx.createNetServer(options)
                .connectHandler(socket -> socket.pipeTo(socket))
                .listen(0, "127.0.0.1")
                .onSuccess(server -> System.out.println("listening " + server.actualPort()))
                .onFailure(cause -> {
                    cause.printStackTrace();
                    System.exit(1);
                });
    }
}
