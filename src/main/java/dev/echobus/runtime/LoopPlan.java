package dev.echobus.runtime;

import dev.echobus.config.EchobusConfig;
import dev.echobus.wire.EventLoops;
import io.vertx.core.Vertx;

/**
 * Which event loops the verticles of a node run on, from the first: those that take requests of the bus, then the servers,
 * the admin port, the user's. Where {@code runtime.eventLoops} allows fewer, those beyond begin again at the first.
 *
 * <p>A client and a gateway share a loop, the first pair that of the bus's own sockets, which Vert.x makes before any
 * verticle: a request from a session or from another node reaches its client without waking another thread.
 *
 * @param requests loops of clients and gateways
 * @param admin 1 for the admin port, or 0 without it
 * @param users loops of the user's verticles
 */
record LoopPlan(int requests, int servers, int admin, int users) {

    static LoopPlan of(EchobusConfig config) {
        return new LoopPlan(
                Math.max(
                        clients(config),
                        config.gateway().isAny() ? config.gateway().instances() : 0),
                serverInstances(config),
                config.admin().enabled() ? 1 : 0,
                config.runtime().verticleInstances());
    }

    private static int clients(EchobusConfig config) {
        return config.client().enabled() ? config.client().instances() : 0;
    }

    /** How many servers there are beside clients, for these alone: one for each that has a connection to its own node. */
    static int serversBesideClients(EchobusConfig config) {
        var client = config.client();
        return client.servers().isEmpty() || client.preferOwnServer() ? clients(config) : 0;
    }

    static int serverInstances(EchobusConfig config) {
        int asked = config.server().limits().instances();
        return asked > 0 ? asked : Runtime.getRuntime().availableProcessors();
    }

    /** How many loops there are: as many as are asked for, or one for each. */
    static int loops(EchobusConfig config) {
        int asked = config.runtime().eventLoops();
        LoopPlan plan = of(config);
        return asked > 0 ? asked : plan.requests + plan.servers + plan.admin + plan.users;
    }

    /** Clients are deployed next, the servers beside them, or gateways. */
    void turnToRequests(Vertx vertx) {
        EventLoops.turnTo(vertx, 0);
    }

    /** The servers are deployed next. */
    void turnToServers(Vertx vertx) {
        EventLoops.turnTo(vertx, requests);
    }

    /** The admin port is deployed next, or what answers for the node on the bus. */
    void turnToAdmin(Vertx vertx) {
        EventLoops.turnTo(vertx, requests + servers);
    }

    /** The user's verticles are deployed next. */
    void turnToUsers(Vertx vertx) {
        EventLoops.turnTo(vertx, requests + servers + admin);
    }
}
