import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.time.Duration;

/**
 * The same by way of NATS: {@code respond URL} replies to requests with their bytes, {@code request URL BYTES} sends them as
 * {@link RequestLoop} is told.
 */
final class NatsPair {

    private static final String SUBJECT = "bench.echo";

    private NatsPair() {}

    public static void main(String[] arguments) throws Exception {
        var options = new Options.Builder()
                .server(arguments[1])
                .connectionTimeout(Duration.ofSeconds(10))
                .build();
        Connection connection = Nats.connect(options);
        if (arguments[0].equals("respond")) {
            connection
                    .createDispatcher(message -> connection.publish(message.getReplyTo(), message.getData()))
                    .subscribe(SUBJECT);
            connection.flush(Duration.ofSeconds(10));
            System.out.println("listening 1");
            return;
        }
        byte[] payload = new byte[Integer.parseInt(arguments[2])];
        System.out.println("listening 1");
        new RequestLoop(replied -> connection
                        .request(SUBJECT, payload)
                        .whenComplete((reply, failure) -> replied.accept(
                                failure == null && reply.getData().length == payload.length)))
                .serveStandardInput();
        System.exit(0);
    }
}
