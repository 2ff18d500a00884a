package dev.echobus.cluster.port;

import com.hazelcast.logging.LogEvent;
import com.hazelcast.logging.LogListener;
import org.jspecify.annotations.Nullable;

/** Why the members of a cluster did not take this one: Hazelcast tells it to its log and fails without it. Any thread. */
final class JoinRefusal implements LogListener {

    /** What its log says of a version that does not fit, and of a setting of its own that differs. */
    private static final String REASON = "Reason of failure for node join: ";

    private static final String MISMATCH = "Node could not join cluster. A Configuration mismatch was detected: ";
    private static final String MISMATCH_END = " Node is going to shutdown now!";

    private volatile @Nullable String reason;

    @Override
    public void log(LogEvent event) {
        String message = String.valueOf(event.getLogRecord().getMessage());
        // Before it stand this member's address, the cluster's name and the version.
        int at = message.indexOf(REASON);
        int mismatchAt = message.indexOf(MISMATCH);
        if (at >= 0) {
            reason = message.substring(at + REASON.length());
        } else if (mismatchAt >= 0) {
            reason = message.substring(mismatchAt + MISMATCH.length()).replace(MISMATCH_END, "");
        }
    }

    /** The failure with its reason, or as it is where none was told. */
    RuntimeException explain(RuntimeException failure) {
        String known = reason;
        if (known == null) {
            return failure;
        }
        // Not as its cause: that says nothing more, and who describes a failure by its cause would say that.
        var explained = new IllegalStateException("refused by its members: " + known);
        explained.addSuppressed(failure);
        return explained;
    }
}
