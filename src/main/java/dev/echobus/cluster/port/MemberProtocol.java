package dev.echobus.cluster.port;

import com.hazelcast.internal.networking.HandlerStatus;
import com.hazelcast.internal.server.ServerConnection;
import com.hazelcast.internal.server.ServerContext;
import com.hazelcast.internal.server.tcp.UnifiedProtocolDecoder;
import com.hazelcast.internal.server.tcp.UnifiedProtocolEncoder;
import dev.echobus.common.Texts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the name of the protocol that begins each connection of the member port, and lets the members' alone pass:
 * Hazelcast by itself serves its clients and others there too. On one of Hazelcast's event loops.
 */
final class MemberProtocol extends UnifiedProtocolDecoder {

    private static final String CLIENTS = "CP2";

    private final Refusals refusals;

    MemberProtocol(ServerContext context, UnifiedProtocolEncoder encoder, Refusals refusals) {
        super(context, encoder);
        this.refusals = refusals;
    }

    @Override
    public HandlerStatus onRead() throws Exception {
        if (src.position() >= SecretProof.MEMBERS.length()) {
            String protocol = protocolOf(src);
            if (!protocol.equals(SecretProof.MEMBERS)) {
                refuse(protocol);
                return HandlerStatus.CLEAN;
            }
        }
        return super.onRead();
    }

    private static String protocolOf(ByteBuffer read) {
        byte[] bytes = new byte[SecretProof.MEMBERS.length()];
        for (int index = 0; index < bytes.length; index++) {
            bytes[index] = read.get(index);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private void refuse(String protocol) {
        if (channel.isClientMode()) {
            refusals.ofMember(
                    channel.remoteSocketAddress(),
                    protocol.equals(SecretProof.PROTOCOL)
                            ? "asks for cluster.secret, which is not set here"
                            : "is no member: expected " + SecretProof.MEMBERS + ", found " + Texts.quoted(protocol));
        } else {
            refusals.ofPeer(
                    channel.remoteSocketAddress(),
                    switch (protocol) {
                        case SecretProof.PROTOCOL -> "it is about to prove cluster.secret, which is not set here";
                        case CLIENTS -> "it is a client of Hazelcast, and there are members alone";
                        default ->
                            "it is no member: expected " + SecretProof.MEMBERS + ", found " + Texts.quoted(protocol);
                    });
        }
        src.clear();
        var connection = (ServerConnection) channel.attributeMap().get(ServerConnection.class);
        if (connection != null) {
            connection.close("refused", null);
        }
    }
}
