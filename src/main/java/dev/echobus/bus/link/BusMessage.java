package dev.echobus.bus.link;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A message of the bus, on its way there or from there.
 *
 * @param body bytes are a {@code byte[]}
 */
public record BusMessage(
        String address,
        Map<String, String> headers,
        @Nullable Object body) {}
