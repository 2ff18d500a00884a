package dev.echobus.cluster.route;

import java.util.Set;

/**
 * What an audit looks at: which members, under which names, and which of their addresses. All that audit each other must
 * have the same. Called on any thread; answers at once.
 */
public interface AuditScope {

    /** The names of the members that the cluster has now, this one among them. */
    Set<String> members();

    /** Those of the members that are asked; a member that takes no part may be among them. */
    default Set<String> asked() {
        return members();
    }

    /** What findings call the member that Vert.x knows by this id. */
    String nameOf(String nodeId);

    /** The event-bus address at which the member of this name tells what it consumes and where it sends to. */
    String reportAddress(String name);

    /** True for an address whose routes are audited: those that one asker or one connection has alone are too many. */
    boolean isAudited(String address);
}
