package dev.echobus.cli;

import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import dev.echobus.common.Causes;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
        return bus.access.run(streams, this::subscribe);
    }

    private int subscribe(BusLink link) throws InterruptedException, LinkException {
        var done = new CompletableFuture<Integer>();
        var left = new AtomicInteger(count);
        StopSignals.onEach(done::complete);
        BusLink.Receiver receiver = (message, answer) -> {
            print(message, answer);
            if (streams.outputFailure().isPresent()) {
                done.complete(ExitCode.FAILED);
            }
            if (count > 0 && left.decrementAndGet() == 0) {
                done.complete(ExitCode.OK);
            }
        };
        link.subscribe(bus.address, receiver, done::completeExceptionally);
        streams.err().println("subscribed to " + bus.address);
        int exitCode = exitCode(done);
        link.unsubscribe(bus.address);
        return exitCode;
    }

    private int exitCode(CompletableFuture<Integer> done) throws InterruptedException, LinkException {
        try {
            return timeout.isZero() ? done.get() : done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException over) {
            // With a number of messages to wait for, running out of time is a failure.
            return count > 0 ? ExitCode.FAILED : ExitCode.OK;
        } catch (ExecutionException lost) {
            throw new LinkException(Causes.describe(lost), lost);
        }
    }

    private void print(BusMessage message, Consumer<Object> answer) {
        streams.out().println(bus.isJson ? MessageText.json(message) : MessageText.plain(message));
        if (reply != null) {
            answer.accept(reply);
        }
    }
}
