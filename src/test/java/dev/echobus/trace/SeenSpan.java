package dev.echobus.trace;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A span as a collector has it.
 *
 * @param parentId empty for the first of a trace
 * @param kind {@code CLIENT}, {@code SERVER}, {@code PRODUCER}, {@code CONSUMER}
 * @param failure what its status says; empty when it is no error
 * @param node whose span it is, {@code service.instance.id}
 * @param service {@code service.name}
 */
public record SeenSpan(
        String name,
        String traceId,
        String spanId,
        String parentId,
        String kind,
        String failure,
        long nanos,
        Map<String, String> attributes,
        String node,
        String service) {

    static List<SeenSpan> of(ExportTraceServiceRequest request) {
        var seen = new ArrayList<SeenSpan>();
        request.getResourceSpansList().forEach(resource -> {
            var of = attributes(resource.getResource().getAttributesList());
            resource.getScopeSpansList().forEach(scope -> scope.getSpansList().forEach(span -> seen.add(of(span, of))));
        });
        return seen;
    }

    private static SeenSpan of(Span span, Map<String, String> resource) {
        boolean isFailed = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
        return new SeenSpan(
                span.getName(),
                hex(span.getTraceId()),
                hex(span.getSpanId()),
                hex(span.getParentSpanId()),
                span.getKind().name().replace("SPAN_KIND_", ""),
                isFailed ? span.getStatus().getMessage() : "",
                span.getEndTimeUnixNano() - span.getStartTimeUnixNano(),
                attributes(span.getAttributesList()),
                resource.getOrDefault("service.instance.id", ""),
                resource.getOrDefault("service.name", ""));
    }

    private static Map<String, String> attributes(List<KeyValue> pairs) {
        var attributes = new TreeMap<String, String>();
        pairs.forEach(pair -> attributes.put(pair.getKey(), text(pair.getValue())));
        return attributes;
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? String.valueOf(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    /** The one of this name. */
    public static SeenSpan named(List<SeenSpan> spans, String name) {
        var found = spans.stream().filter(span -> span.name().equals(name)).toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " spans named " + name + " among " + spans);
        }
        return found.get(0);
    }

    public boolean isChildOf(SeenSpan parent) {
        return parentId.equals(parent.spanId) && traceId.equals(parent.traceId);
    }
}
