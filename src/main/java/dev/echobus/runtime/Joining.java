package dev.echobus.runtime;

import dev.echobus.common.Causes;
import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of a node's start that wait for other members of its cluster; outside a cluster there is nothing to wait for. */
final class Joining {

    private static final Logger log = LoggerFactory.getLogger(Joining.class);

    private final Node node;

    Joining(Node node) {
        this.node = node;
    }

    /** Before anything listens: whoever waits for the ports to open waits for the members too. */
    Future<Void> awaitMinimumMembers() {
        var member = node.member();
        return member == null
                ? Future.succeededFuture()
                : member.awaitMinimum(node.vertx())
                        .recover(cause -> node.vertx()
                                .executeBlocking(member::absentMembers)
                                .compose(absent -> Future.failedFuture(new StartException(
                                        Causes.describe(cause) + (absent.isEmpty() ? "" : ": " + absent)))));
    }

    Future<?> keepRoutes() {
        var member = node.member();
        return member == null
                ? Future.succeededFuture()
                : member.keepRoutes(node.vertx())
                        .recover(cause -> Future.failedFuture(new StartException(Causes.describe(cause))));
    }

    /** The clients' addresses too. The others have connected here before them: no request had to wait for that. */
    Future<?> awaitSeen() {
        var member = node.member();
        return member == null
                ? Future.succeededFuture()
                : member.awaitSeen().recover(cause -> Future.failedFuture(new StartException(Causes.describe(cause))));
    }

    /** Not waited for: a node is ready without them. */
    void logSilentMembers() {
        var member = node.member();
        if (member != null) {
            node.vertx()
                    .<Void>executeBlocking(() -> {
                        member.logSilentMembers();
                        return null;
                    })
                    .onFailure(failure -> log.warn("looking for members: {}", Causes.describe(failure)));
        }
    }
}
