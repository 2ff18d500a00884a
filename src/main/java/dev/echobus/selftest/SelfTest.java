package dev.echobus.selftest;

import dev.echobus.common.Endpoint;
import dev.echobus.config.AdminConfig;
import dev.echobus.config.EchobusConfig;
import dev.echobus.config.GatewayConfig;
import dev.echobus.config.ListenerConfig;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** The ways that a configuration opens into its node, but for the cluster, which takes a member to try. */
public final class SelfTest {

    private final Client client;
    private final EchobusConfig config;

    /**
     * @param vertx opens the connections
     * @param config the node's own
     * @param timeoutMs how long connecting, and then each answer, may take
     */
    public SelfTest(Vertx vertx, EchobusConfig config, int timeoutMs) {
        client = new Client(vertx, timeoutMs);
        this.config = config;
    }

    /** Those that are on, in the order in which a node names them. */
    public List<Way> ways() {
        var ways = new ArrayList<Way>();
        config.allListeners().forEach(listener -> ways.add(echo(listener)));
        GatewayConfig gateway = config.gateway();
        if (gateway.enabled()) {
            ways.add(gateway(gateway));
        }
        if (gateway.webEnabled()) {
            ways.add(web(gateway));
        }
        AdminConfig admin = config.admin();
        if (admin.enabled()) {
            ways.add(admin(admin));
        }
        return List.copyOf(ways);
    }

    private Way echo(ListenerConfig listener) {
        String name =
                listener.name().equals(ListenerConfig.ECHO) ? ListenerConfig.ECHO : "listeners." + listener.name();
        Endpoint endpoint = listener.endpoint().reachable();
        return endpoint.port() == 0
                ? new FreePortWay(name, endpoint.toString(), listener.endpointPath())
                : new EchoWay(
                        name,
                        client,
                        listener.at(endpoint),
                        new EchoMessages(listener, config.server().limits()));
    }

    private Way gateway(GatewayConfig gateway) {
        OwnTls tls = OwnTls.of(gateway.tls());
        Endpoint endpoint = tls.endpoint(gateway.endpoint());
        return endpoint.port() == 0
                ? new FreePortWay(GatewayWay.NAME, endpoint.toString(), "gateway.port")
                : new GatewayWay(client, endpoint, tls, new GatewayQuestion(config));
    }

    private Way web(GatewayConfig gateway) {
        OwnTls tls = OwnTls.of(gateway.tls());
        Endpoint endpoint = tls.endpoint(gateway.webEndpoint());
        var way = new WebWay(client, endpoint, tls, new GatewayQuestion(config));
        return endpoint.port() == 0 ? new FreePortWay(way.name(), way.address(), "gateway.webPort") : way;
    }

    private Way admin(AdminConfig admin) {
        OwnTls tls = OwnTls.of(admin.tls());
        var way = new AdminWay(client, tls.endpoint(admin.endpoint()), tls);
        return admin.port() == 0 ? new FreePortWay(way.name(), way.address(), "admin.port") : way;
    }
}
