package dev.echobus.cluster.route;

import io.vertx.core.spi.cluster.ClusterManager;
import java.util.Set;

/** All members of the cluster, by their ids, and all of their addresses but Vert.x's own. Any thread. */
record WholeBus(ClusterManager manager) implements AuditScope {

    private static final String REPORT_PREFIX = "dev.echobus.routes.";

    /** Of replies. */
    private static final String VERTX_PREFIX = "__vertx.";

    @Override
    public Set<String> members() {
        return Set.copyOf(manager.getNodes());
    }

    @Override
    public String nameOf(String nodeId) {
        return nodeId;
    }

    @Override
    public String reportAddress(String name) {
        return REPORT_PREFIX + name;
    }

    @Override
    public boolean isAudited(String address) {
        return !address.startsWith(VERTX_PREFIX);
    }
}
