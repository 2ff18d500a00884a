package dev.echobus.cli;

import dev.echobus.bus.Addresses;
import dev.echobus.bus.RetryPolicy;
import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.RetryingRequest.Outcome;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.ExecutionException;
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
                    + " that is not) or unreachable (a node did not answer over the bus); any makes the exit status 1.",
            "An address of cluster.members where no member is comes as absent, with the node that was there last."
        })
final class ServiceAuditCommand extends GuestCommand {

    /** An audit takes two rounds of a second at the most, and the moment between them. */
    private static final RetryPolicy POLICY = new RetryPolicy(3, 4_000, 12_000, true);

    ServiceAuditCommand(Streams streams) {
        super(streams);
    }

    @Override
    int ask(Vertx vertx) throws InterruptedException, ExecutionException {
        var request = new RetryingRequest(vertx, POLICY);
        Outcome<JsonObject> outcome =
                Waiting.on(request.send(Addresses.SERVICE_AUDIT, new JsonObject(), DeliveryOptions::new));
        if (outcome instanceof RetryingRequest.Replied<JsonObject> replied) {
            return print(replied.reply().body());
        }
        if (outcome instanceof RetryingRequest.Failed<JsonObject> failed) {
            streams.complain(failed.describe());
        }
        return ExitCode.FAILED;
    }

    private int print(JsonObject audit) {
        var findings = audit.getJsonArray("findings");
        if (isJson) {
            streams.out().println(audit.encodePrettily());
        } else {
            var nodes = audit.getJsonArray("nodes");
            streams.out()
                    .println("nodes      " + nodes.size() + " answered " + audit.getString("node") + ": "
                            + nodes.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            streams.out().println("addresses  " + audit.getInteger("addresses"));
            streams.out().println("findings   " + (findings.isEmpty() ? "none" : findings.size()));
            audit.getJsonArray("absent", new JsonArray())
                    .forEach(absence -> streams.out().println("absent     " + where((JsonObject) absence)));
            findings.forEach(finding -> streams.out().println(line((JsonObject) finding)));
        }
        return findings.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
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
