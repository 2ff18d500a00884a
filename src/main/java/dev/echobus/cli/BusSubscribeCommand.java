package dev.echobus.cli;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import sun.misc.Signal;

/** Prints the messages of an address, and may answer them. */
@Command(
        name = "subscribe",
        description = "Print each message of an address, one a line, until interrupted.",
        mixinStandardHelpOptions = true)
final class BusSubscribeCommand implements Callable<Integer> {

    private final Streams streams;

    @Mixin
    private BusOptions bus = new BusOptions();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "End after this many messages; 0: do not end.")
    private int count;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "0",
            description = "End after this long, such as 30s; 0: do not end.")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--reply", paramLabel = "TEXT", description = "Answer each request with this text.")
    private @Nullable String reply;

    BusSubscribeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    public Integer call() throws InterruptedException {
        return bus.run(streams, this::subscribe);
    }

    private int subscribe(Vertx vertx) throws InterruptedException, ExecutionException {
        Promise<Integer> done = Promise.promise();
        var left = new AtomicInteger(count);
        MessageConsumer<Object> consumer = vertx.eventBus().consumer(bus.address, message -> {
            print(message);
            if (streams.outputFailure().isPresent()) {
                done.tryComplete(ExitCode.FAILED);
            }
            if (count > 0 && left.decrementAndGet() == 0) {
                done.tryComplete(ExitCode.OK);
            }
        });
        if (!timeout.isZero()) {
            // With a number of messages to wait for, running out of time is a failure.
            vertx.setTimer(timeout.toMillis(), timer -> done.tryComplete(count > 0 ? ExitCode.FAILED : ExitCode.OK));
        }
        Signal.handle(new Signal("INT"), signal -> done.tryComplete(ExitCode.INTERRUPTED));
        Signal.handle(new Signal("TERM"), signal -> done.tryComplete(ExitCode.TERMINATED));
        Waiting.on(consumer.completion());
        streams.err().println("subscribed to " + bus.address);
        int exitCode = Waiting.on(done.future());
        Waiting.on(consumer.unregister());
        return exitCode;
    }

    private void print(Message<Object> message) {
        streams.out().println(bus.isJson ? MessageText.json(message) : MessageText.plain(message));
        if (reply != null && message.replyAddress() != null) {
            message.reply(reply);
        }
    }
}
