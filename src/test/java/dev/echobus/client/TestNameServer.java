package dev.echobus.client;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.datagram.DatagramPacket;
import io.vertx.core.datagram.DatagramSocket;
import io.vertx.core.dns.AddressResolverOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A name server on loopback that knows the addresses of whatever it is asked for; they may change at any time. */
public final class TestNameServer {

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;
    private static final int NO_SUCH_NAME = 3;

    final AtomicInteger questions = new AtomicInteger();

    private final DatagramSocket socket;

    /** None: there is no such name. */
    private volatile List<String> addresses;

    public TestNameServer(Vertx vertx, String... addresses) {
        this.addresses = List.of(addresses);
        socket = vertx.createDatagramSocket().handler(this::answer);
        Outcomes.of(socket.listen(0, "127.0.0.1"));
    }

    /** How often it was asked. */
    public int questions() {
        return questions.get();
    }

    public void hasAddresses(String... now) {
        addresses = List.of(now);
    }

    /** A Vertx that asks this server, and keeps nothing of what it answers. */
    Vertx client() {
        return Vertx.vertx(new VertxOptions().setAddressResolverOptions(resolver()));
    }

    /** How to ask this server. */
    public AddressResolverOptions resolver() {
        return new AddressResolverOptions()
                .addServer("127.0.0.1:" + socket.localAddress().port())
                .addSearchDomain(".")
                .setOptResourceEnabled(false)
                .setCacheMaxTimeToLive(0)
                .setCacheNegativeTimeToLive(0)
                .setQueryTimeout(20_000);
    }

    private void answer(DatagramPacket packet) {
        Buffer question = packet.data();
        int end = HEADER_BYTES;
        while (question.getByte(end) != 0) {
            end += question.getByte(end) + 1;
        }
        int type = question.getUnsignedShort(end + 1);
        List<String> found = type == TYPE_A ? addresses : List.of();
        int flags = 0x8180 | (addresses.isEmpty() ? NO_SUCH_NAME : 0);
        var reply = Buffer.buffer()
                .appendBytes(question.getBytes(0, 2))
                .appendUnsignedShort(flags)
                .appendUnsignedShort(1)
                .appendUnsignedShort(found.size())
                .appendInt(0)
                .appendBytes(question.getBytes(HEADER_BYTES, end + 5));
        for (String address : found) {
            reply.appendUnsignedShort(0xC000 | HEADER_BYTES).appendUnsignedShort(TYPE_A);
            reply.appendUnsignedShort(1).appendInt(0).appendUnsignedShort(4);
            for (String octet : address.split("\\.", -1)) {
                reply.appendUnsignedByte((short) Integer.parseInt(octet));
            }
        }
        questions.incrementAndGet();
        socket.send(reply, packet.sender().port(), packet.sender().host());
    }
}
