package dev.echobus.wire.bus;

import io.vertx.core.Promise;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.impl.clustered.ClusteredEventBus;
import io.vertx.core.eventbus.impl.clustered.ClusteredMessage;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits until the bus is connected to one member, in place of Vert.x's own queue, which has no bound. Vert.x keeps
 * that in private fields and has no way to it: where they are not as in 5.1, messages wait as Vert.x has it, and the log
 * says so. Guarded by the connection's lock; bounded as {@link OutboundGuard} is, where they go next.
 */
final class PendingWrites extends ArrayDeque<Object> {

    private static final long serialVersionUID = 1;

    private static final Logger log = LoggerFactory.getLogger(PendingWrites.class);

    private static final String PACKAGE = "io.vertx.core.eventbus.impl.clustered.";

    private static final @Nullable Fields FIELDS = Fields.find();

    private final transient BusLimits limits;
    private final transient BusRefusals refusals;
    private final String member;

    private long heldBytes;

    /** @param member its name, for people */
    PendingWrites(BusLimits limits, BusRefusals refusals, String member) {
        this.limits = limits;
        this.refusals = refusals;
        this.member = member;
    }

    /** Has messages to a member wait here until the bus is connected to it, those that wait already among them. */
    static void bound(EventBus bus, String nodeId, PendingWrites writes) {
        if (FIELDS == null || !(bus instanceof ClusteredEventBus)) {
            return;
        }
        try {
            Object connection = ((Map<?, ?>) FIELDS.connections().get(bus)).get(nodeId);
            if (connection != null) {
                writes.take(connection, FIELDS);
            }
        } catch (ReflectiveOperationException | ClassCastException changed) {
            log.warn("messages that wait for a connection to {} have no bound: {}", writes.member, changed.toString());
        }
    }

    private void take(Object connection, Fields fields) throws ReflectiveOperationException {
        // Vert.x reads and writes its queue under this lock.
        synchronized (connection) {
            if (fields.isConnected().getBoolean(connection)) {
                return;
            }
            var before = (Queue<?>) fields.pending().get(connection);
            fields.pending().set(connection, this);
            if (before != null) {
                before.forEach(this::add);
            }
        }
    }

    @Override
    public boolean add(Object write) {
        if (FIELDS == null) {
            return super.add(write);
        }
        try {
            var message = (ClusteredMessage<?, ?>) FIELDS.message().get(write);
            // Measured by encoding it, which costs no more than is spared: a connection is there within milliseconds.
            int size =
                    heldBytes < limits.unsentMaxBytes() ? message.encodeToWire().length() : 0;
            if (size == 0 || (heldBytes > 0 && heldBytes + size > limits.unsentMaxBytes())) {
                refuse((Promise<?>) FIELDS.promise().get(write));
                return false;
            }
            heldBytes += size;
        } catch (ReflectiveOperationException | ClassCastException changed) {
            log.warn("a message that waits for a connection to {} has no bound: {}", member, changed.toString());
        }
        return super.add(write);
    }

    private void refuse(Promise<?> written) {
        written.tryFail(refusals.overloaded(
                heldBytes + " bytes wait for a connection to the member " + member + " (cluster.unsentMaxBytes)"));
    }

    /**
     * Where Vert.x 5.1 has them.
     *
     * @param connections of a bus, by the id of the node
     * @param pending of a connection: what waits for it
     * @param isConnected of a connection
     * @param message of what waits
     * @param promise of what waits: completed once it is written
     */
    private record Fields(Field connections, Field pending, Field isConnected, Field message, Field promise) {

        static @Nullable Fields find() {
            try {
                Class<?> connection = Class.forName(PACKAGE + "OutboundConnection");
                Class<?> write = Class.forName(PACKAGE + "OutboundConnection$MessageWrite");
                return new Fields(
                        open(ClusteredEventBus.class, "outboundConnections"),
                        open(connection, "pendingWrites"),
                        open(connection, "connected"),
                        open(write, "message"),
                        open(write, "writePromise"));
            } catch (ReflectiveOperationException changed) {
                log.warn("messages that wait for a connection of the bus have no bound: {}", changed.toString());
                return null;
            }
        }

        private static Field open(Class<?> type, String name) throws NoSuchFieldException {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        }
    }
}
