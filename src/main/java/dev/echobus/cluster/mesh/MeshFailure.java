package dev.echobus.cluster.mesh;

import dev.echobus.bus.FailureCode;
import dev.echobus.dialogue.EchoFailure;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why messages were lost.
 *
 * @param code the name of one of {@link EchoFailure.Kind}, {@link FailureCode}, the event bus's own failures, or {@link
 *     #NOT_PROBED}
 * @param detail the same for people, with what was found
 */
public record MeshFailure(String code, String detail) {

    /** Nothing was sent, as the node that should have did not answer, or said nothing of this one. */
    public static final String NOT_PROBED = "NOT_PROBED";

    static MeshFailure of(EchoFailure failure) {
        return new MeshFailure(failure.kind().name(), failure.detail());
    }

    static MeshFailure of(EchoFailure.Kind kind, String detail) {
        return of(new EchoFailure(kind, detail));
    }

    static MeshFailure of(ReplyException failure) {
        return new MeshFailure(FailureCode.nameOf(failure), FailureCode.detailOf(failure));
    }

    /** True when what came back was not what had been sent. */
    public boolean isOfWrongBytes() {
        return code.equals(EchoFailure.Kind.WRONG_BYTES.name());
    }

    JsonObject toJson() {
        return new JsonObject().put("code", code).put("detail", detail);
    }

    /** @throws ClassCastException when it is none */
    static Optional<MeshFailure> of(@Nullable JsonObject json) {
        return Optional.ofNullable(json)
                .map(failure -> new MeshFailure(failure.getString("code", ""), failure.getString("detail", "")));
    }

    @Override
    public String toString() {
        return code + ": " + detail;
    }
}
