package dev.echobus.bus.link;

import dev.echobus.bus.FailureCode;
import dev.echobus.bus.RetryBudget;
import dev.echobus.bus.RetryCounts;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Outcome;
import dev.echobus.common.Causes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bus of a Vertx of this process, as a rule a guest's of a cluster. Who made the Vertx closes it. */
public final class GuestLink implements BusLink {

    private final Vertx vertx;
    private final RetryCounts counts = new RetryCounts();
    private final RetryingRequest requests;
    private final Map<String, MessageConsumer<Object>> consumers = new ConcurrentHashMap<>();

    public GuestLink(Vertx vertx) {
        this.vertx = vertx;
        // The policy comes with each request.
        requests =
                new RetryingRequest(vertx, () -> RetryPolicy.ofDefaults(false), new RetryBudget(counts), new Random());
    }

    @Override
    public void send(BusMessage message) throws LinkException, InterruptedException {
        // The producer's future tells when the message has left; a plain send tells nothing.
        await(vertx.eventBus().sender(message.address(), options(message)).write(bodyOf(message)));
    }

    @Override
    public void publish(BusMessage message) throws LinkException, InterruptedException {
        await(vertx.eventBus().publisher(message.address(), options(message)).write(bodyOf(message)));
    }

    @Override
    public void request(BusMessage message, RetryPolicy policy, Consumer<Answer> receiver) {
        requests.<Object>send(policy, message.address(), bodyOf(message), () -> options(message))
                .onComplete(
                        outcome -> receiver.accept(answer(outcome)),
                        uncarried -> receiver.accept(new Answer.Impossible(exception(uncarried))));
    }

    @Override
    public void subscribe(String address, Receiver receiver, Consumer<LinkException> onLost)
            throws LinkException, InterruptedException {
        MessageConsumer<Object> consumer = vertx.eventBus()
                .consumer(address, message -> receiver.receive(received(message), body -> reply(message, body)));
        consumers.put(address, consumer);
        await(consumer.completion());
    }

    @Override
    public void unsubscribe(String address) throws LinkException, InterruptedException {
        MessageConsumer<Object> consumer = consumers.remove(address);
        if (consumer != null) {
            await(consumer.unregister());
        }
    }

    @Override
    public String repeats(int requestsRetried) {
        long refusals = counts.refusals();
        return ", " + requestsRetried + " retried"
                + (refusals == 0 ? "" : ", " + refusals + " not repeated as the retry budget was spent");
    }

    @Override
    public void close() {
        consumers.values().forEach(MessageConsumer::unregister);
    }

    private static Answer answer(Outcome<Object> outcome) {
        if (outcome instanceof RetryingRequest.Replied<Object> replied) {
            return new Answer.Replied(received(replied.reply()), replied.attempts());
        }
        var failed = (RetryingRequest.Failed<Object>) outcome;
        return new Answer.Failed(failed.describe(), failed.attempts());
    }

    private static BusMessage received(Message<Object> message) {
        var headers = new LinkedHashMap<String, String>();
        message.headers().forEach((name, value) -> headers.put(name, value));
        Object body = message.body();
        return new BusMessage(message.address(), headers, body instanceof Buffer bytes ? bytes.getBytes() : body);
    }

    private static void reply(Message<Object> message, Object body) {
        if (message.replyAddress() != null) {
            message.reply(body instanceof byte[] bytes ? Buffer.buffer(bytes) : body);
        }
    }

    /** Bytes are a Buffer on the bus, as the contract has it. */
    private static @Nullable Object bodyOf(BusMessage message) {
        return message.body() instanceof byte[] bytes ? Buffer.buffer(bytes) : message.body();
    }

    private static DeliveryOptions options(BusMessage message) {
        var options = new DeliveryOptions();
        message.headers().forEach(options::addHeader);
        return options;
    }

    private static void await(Future<?> future) throws LinkException, InterruptedException {
        try {
            future.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException failure) {
            throw exception(failure);
        }
    }

    private static LinkException exception(Throwable failure) {
        Throwable cause =
                failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
        return new LinkException(
                cause instanceof ReplyException code ? FailureCode.describe(code) : Causes.describe(cause), cause);
    }
}
