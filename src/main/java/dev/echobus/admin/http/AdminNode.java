package dev.echobus.admin.http;

import dev.echobus.metric.ConnectionSnapshot;
import dev.echobus.metric.LoopSnapshot;
import dev.echobus.metric.NodeSnapshot;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** What the admin port shows of a node, and does to it. Any thread. */
public interface AdminNode {

    /** First part of its connections' ids. */
    String name();

    /** What it runs, as {@code echobus.service.info} answers. */
    JsonObject info();

    NodeSnapshot numbers();

    /** What readiness is made of, by name, and why each does not hold; empty texts where it does. */
    Map<String, String> readiness();

    /** Each setting's value in force, its source, and whether a reload applies it; secrets masked. */
    JsonArray config();

    /** All connections of the server. */
    Future<List<ConnectionSnapshot>> connections();

    /** How many connections each event loop of the server has. */
    Future<List<LoopSnapshot>> loops();

    /** Whether there may be other nodes. */
    boolean isClustered();

    /**
     * Has every node of a cluster ask every other for echoes, as {@code docs/mesh-report.schema.json} tells.
     *
     * @param infos what the nodes run, each with its name
     */
    Future<JsonObject> mesh(List<JsonObject> infos);

    /** Ends a connection once it has what it is owed; false when there is none of this id. */
    Future<Boolean> close(String connection);

    /** Puts reloadable settings in force until the next reload, all or none. */
    Change change(Map<String, String> settings);

    /** Begins to stop as on SIGTERM. */
    void drain();

    /**
     * What became of a change.
     *
     * @param problems why nothing was changed; empty when it was
     * @param changed the settings that have another value now, with that
     */
    record Change(List<String> problems, Map<String, String> changed) {}
}
