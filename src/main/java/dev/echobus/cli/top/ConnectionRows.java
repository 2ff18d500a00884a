package dev.echobus.cli.top;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;

/** The tables of loops and of connections: what nodes answer at {@code echobus.connections}. Any thread. */
final class ConnectionRows {

    private ConnectionRows() {}

    static List<Row> loops(List<Answer> answers) {
        return answers.stream()
                .flatMap(answer -> objects(answer, "loops").map(loop -> loop(answer.node(), loop)))
                .toList();
    }

    static List<Row> connections(List<Answer> answers) {
        return answers.stream()
                .flatMap(answer -> objects(answer, "connections").map(ConnectionRows::connection))
                .toList();
    }

    /** Of how many connections those are that nodes told of. */
    static double found(List<Answer> answers) {
        return answers.stream()
                .mapToDouble(answer -> number(answer.body(), "found"))
                .sum();
    }

    private static Row loop(String node, JsonObject loop) {
        return new Row(
                List.of(text(loop, "loop"), Cell.ofCount(number(loop, "connections")), Cell.ofText(node)), false);
    }

    private static Row connection(JsonObject one) {
        return new Row(
                List.of(
                        text(one, "connection"),
                        text(one, "remote"),
                        text(one, "state"),
                        Cell.ofCount(number(one, "messages")),
                        Cell.ofBytes(number(one, "bytesIn")),
                        Cell.ofBytes(number(one, "bytesOut")),
                        Cell.ofMillis((long) number(one, "idleMs")),
                        Cell.ofMillis((long) number(one, "openMs")),
                        text(one, "listener"),
                        text(one, "loop")),
                false);
    }

    private static Stream<JsonObject> objects(Answer answer, String name) {
        JsonArray items = answer.body().getValue(name) instanceof JsonArray array ? array : new JsonArray();
        return items.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast);
    }

    private static Cell text(JsonObject json, String name) {
        return Cell.ofText(json.getString(name, ""));
    }

    private static double number(JsonObject json, String name) {
        return json.getValue(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
