package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Sends requests to an address and prints their replies. */
@Command(
        name = "request",
        description = "Send a request to one consumer of an address and print the reply.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "A failed request prints its code and name on standard error, how often it was sent and how long that took, and"
                    + " makes the exit status 1. Requests are repeated after a random wait of up to 20 ms, twice as much"
                    + " each time, 200 ms at most; half of them may be, and ten a second besides. Through a gateway, it is the"
                    + " gateway that repeats."
        })
final class BusRequestCommand extends BusMessageCommand {

    /** More lines of them tell nothing new. */
    private static final int FAILURES_SHOWN = 20;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = RetryPolicy.DEFAULT_DEADLINE_MS / 1_000 + "s",
            description = "Deadline of a request, all attempts together. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--attempt-timeout",
            paramLabel = "TIME",
            defaultValue = RetryPolicy.DEFAULT_ATTEMPT_TIMEOUT_MS + "ms",
            description =
                    "How long an attempt may take before another follows; one that none may follow has all that is"
                            + " left of the deadline. Default: ${DEFAULT-VALUE}.")
    private Duration attemptTimeout = Duration.ZERO;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = RetryPolicy.DEFAULT_ATTEMPTS + "",
            description = "Attempts a request at the most. Default: ${DEFAULT-VALUE}.")
    private int attempts;

    @Option(
            names = "--idempotent",
            description = "Repeat also requests that may have been served; always so for "
                    + Addresses.CLIENT_ECHO
                    + " and the addresses of the service.")
    private boolean isIdempotent;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "1",
            description = "Send this many requests. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--in-flight",
            paramLabel = "N",
            defaultValue = "16",
            description = "Requests that wait for their replies at once. Default: ${DEFAULT-VALUE}.")
    private int inFlight;

    @Option(
            names = "--quote",
            description = "Print each reply as one line: text as it is, other bytes quoted and escaped. So it is at a"
                    + " terminal; elsewhere the bytes of the replies are written as they came, nothing between them.")
    private boolean isQuoted;

    @Spec
    private CommandSpec command = CommandSpec.create();

    private int failed;
    private int retried;

    BusRequestCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (timeout.isZero() || attemptTimeout.isZero()) {
            streams.complain("--timeout and --attempt-timeout: expected more than 0");
            return ExitCode.USAGE;
        }
        if (Math.min(attempts, Math.min(count, inFlight)) < 1) {
            streams.complain("--attempts, --count and --in-flight: expected 1 or more");
            return ExitCode.USAGE;
        }
        if (bus.access.isThroughGateway()) {
            var words = command.commandLine().getParseResult();
            for (String option : List.of("--attempts", "--attempt-timeout", "--idempotent")) {
                if (words.hasMatchedOption(option)) {
                    streams.complain(option + ": expected without a gateway, which repeats as it does for everybody");
                    return ExitCode.USAGE;
                }
            }
        }
        return super.call();
    }

    @Override
    int act(BusLink link, BusMessage message) throws InterruptedException, LinkException {
        boolean mayRepeat = isIdempotent || Addresses.isIdempotent(bus.address);
        int deadlineMs = (int) timeout.toMillis();
        int attemptMs = (int) Math.min(attemptTimeout.toMillis(), deadlineMs);
        var policy = new RetryPolicy(attempts, attemptMs, deadlineMs, mayRepeat);
        isQuoted |= StandardStream.OUTPUT.isTerminal();
        if (!new RequestSeries(link, message, policy).run(count, inFlight, this::report)) {
            return ExitCode.FAILED;
        }
        if (failed > FAILURES_SHOWN) {
            streams.complain((failed - FAILURES_SHOWN) + " more failures are not shown");
        }
        if (count > 1) {
            streams.err()
                    .println(count + " requests: " + (count - failed) + " replied, " + failed + " failed"
                            + link.repeats(retried));
        }
        return failed == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Prints what became of a request; false when there is nowhere to print to. */
    private boolean report(Answer answer) {
        if (answer instanceof Answer.Replied replied) {
            retried += replied.attempts() > 1 ? 1 : 0;
            return print(replied.reply());
        }
        if (answer instanceof Answer.Failed failure) {
            retried += failure.attempts() > 1 ? 1 : 0;
            failed++;
            if (failed <= FAILURES_SHOWN) {
                streams.complain(failure.why());
            }
        }
        return true;
    }

    private boolean print(BusMessage reply) {
        if (bus.isJson) {
            streams.out().println(MessageText.json(reply));
        } else if (isQuoted) {
            streams.out().println(MessageText.plain(reply));
        } else {
            byte[] bytes = MessageText.bytes(reply);
            streams.out().write(bytes, 0, bytes.length);
        }
        return streams.outputFailure().isEmpty();
    }
}
