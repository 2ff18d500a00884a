package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.link.Answer;
import dev.echobus.bus.link.BusLink;
import dev.echobus.bus.link.BusMessage;
import dev.echobus.bus.link.LinkException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Has one node audit the routes of all, and prints what it found. */
@Command(
        name = "audit",
        description =
                "Have one node ask all others what they consume and where they send to, and print what does not fit.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each finding is one line: missing (a node does not send to a consumer that is there), stale (it sends to one"
                    + " that is not) or unreachable (a node did not answer over the bus).",
            "An address of cluster.members where no member is comes as absent, with the node that was there last."
                    + " Any of these makes the exit status 1."
        })
final class ServiceAuditCommand extends ServiceQuery {

    private static final int DEADLINE_MS = 12_000;

    ServiceAuditCommand(Streams streams) {
        super(streams);
    }

    @Override
    int ask(BusLink link) throws InterruptedException, LinkException {
        var request = new BusMessage(Addresses.SERVICE_AUDIT, Map.of(), new JsonObject());
        var answers = new LinkedBlockingQueue<Answer>();
        link.request(request, RetryPolicy.forAddress(request.address(), DEADLINE_MS), answers::add);
        Answer answer = answers.take();
        if (answer instanceof Answer.Impossible impossible) {
            throw impossible.why();
        }
        if (answer instanceof Answer.Replied replied && replied.reply().body() instanceof JsonObject audit) {
            return print(audit);
        }
        streams.complain(answer instanceof Answer.Failed failed ? failed.why() : "expected an audit's JSON object");
        return ExitCode.FAILED;
    }

    private int print(JsonObject audit) {
        var findings = audit.getJsonArray("findings");
        var absences = audit.getJsonArray("absent", new JsonArray());
        if (isJson) {
            streams.out().println(audit.encodePrettily());
        } else {
            var nodes = audit.getJsonArray("nodes");
            streams.out()
                    .println("nodes      " + nodes.size() + " answered " + audit.getString("node") + ": "
                            + nodes.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            streams.out().println("addresses  " + audit.getInteger("addresses"));
            streams.out().println("findings   " + (findings.isEmpty() ? "none" : findings.size()));
            absences.forEach(absence -> streams.out().println("absent     " + where((JsonObject) absence)));
            findings.forEach(finding -> streams.out().println(line((JsonObject) finding)));
        }
        return findings.isEmpty() && absences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static String where(JsonObject absence) {
        String node = absence.getString("node");
        return absence.getString("address")
                + (node == null ? "" : ", where " + node + " was: " + absence.getString("state"));
    }

    private static String line(JsonObject finding) {
        return "  %-11s  %s -> %s  %s"
                .formatted(
                        finding.getString("kind"),
                        finding.getString("from"),
                        finding.getString("to"),
                        finding.getString("address"))
                .stripTrailing();
    }
}
