package dev.echobus.bus.tap;

import dev.echobus.bus.FailureCode;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What passes at one address, counted without a gap from one look to the next. Any thread; one looks at a time. */
final class AddressTraffic {

    /** A failure of none of the known codes. */
    private static final String FAILED = "FAILED";

    private final Count sent = new Count();
    private final Count published = new Count();
    private final Count taken = new Count();
    private final Map<String, Count> failures = new ConcurrentHashMap<>();
    private final Latencies roundTrips = new Latencies();
    private final Latencies answers = new Latencies();

    /** A message left this node for one consumer or for all. */
    void sent(boolean isToOne) {
        (isToOne ? sent : published).increment();
    }

    /** A consumer of this node was handed a message. */
    void taken() {
        taken.increment();
    }

    /** A request of this node was answered. */
    void replied(long nanos) {
        roundTrips.record(nanos);
    }

    /** A consumer of this node answered a request. */
    void answered(long nanos) {
        answers.record(nanos);
    }

    /** What this node sent came to nothing. The names are those of the contract, so there are few. */
    void failed(Throwable failure) {
        String name = failure instanceof ReplyException reply ? FailureCode.nameOf(reply) : FAILED;
        failures.computeIfAbsent(name, unused -> new Count()).increment();
    }

    /** What has passed since the last call of this. */
    JsonObject take(String address) {
        var failed = new TreeMap<String, Object>();
        failures.forEach((name, count) -> failed.put(name, count.take()));
        failed.values().removeIf(count -> count.equals(0L));
        var json = new JsonObject()
                .put("address", address)
                .put("sent", sent.take())
                .put("published", published.take())
                .put("taken", taken.take())
                .put("failures", new JsonObject(failed));
        roundTrips.take().ifPresent(latencies -> json.put("roundTripUs", latencies));
        answers.take().ifPresent(latencies -> json.put("answerUs", latencies));
        return json;
    }

    /** True when such an answer says that nothing has passed. */
    static boolean isIdle(JsonObject taken) {
        return taken.getLong("sent") + taken.getLong("published") + taken.getLong("taken") == 0
                && taken.getJsonObject("failures").isEmpty()
                && !taken.containsKey("roundTripUs")
                && !taken.containsKey("answerUs");
    }
}
