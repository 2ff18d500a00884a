package dev.echobus.bus.link;

import dev.echobus.bus.RetryPolicy;
import java.util.function.Consumer;

/** A way onto the bus, for as long as one command runs. Any thread; receivers are called on a thread of the link. */
public interface BusLink extends AutoCloseable {

    /** Takes messages. */
    @FunctionalInterface
    interface Receiver {
        /** Takes one. What it is handed besides answers it, once, or does nothing where it cannot be answered. */
        void receive(BusMessage message, Consumer<Object> reply);
    }

    /**
     * Sends to one consumer. Returns once the bus has it.
     *
     * @throws LinkException when it was refused
     */
    void send(BusMessage message) throws LinkException, InterruptedException;

    /**
     * Publishes to all consumers. Returns once the bus has it.
     *
     * @throws LinkException when it was refused
     */
    void publish(BusMessage message) throws LinkException, InterruptedException;

    /**
     * Sends a request; the receiver gets its one answer, within the policy's deadline and a moment. A gateway takes the
     * deadline from the policy, and repeats as it does for everybody.
     */
    void request(BusMessage message, RetryPolicy policy, Consumer<Answer> receiver);

    /**
     * Takes messages of an address from now on. Returns once every member sends them.
     *
     * @param onLost runs at most once, when none will come any more
     * @throws LinkException when it was refused
     */
    void subscribe(String address, Receiver receiver, Consumer<LinkException> onLost)
            throws LinkException, InterruptedException;

    /** Takes no more messages of it. What was replied before has left when this returns. */
    void unsubscribe(String address) throws LinkException, InterruptedException;

    /** What there is to say of repeats after many requests: begins with a comma, or is empty where others repeat. */
    String repeats(int requestsRetried);

    @Override
    void close();
}
