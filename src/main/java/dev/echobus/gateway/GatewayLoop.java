package dev.echobus.gateway;

import dev.echobus.bus.RetryingRequest;
import dev.echobus.bus.trace.Tracing;
import dev.echobus.config.GatewayConfig;
import io.vertx.core.eventbus.EventBus;

/**
 * What the sessions of one event loop share.
 *
 * @param requests sends their requests
 * @param writer what it wrote last is gone when anyone writes again
 * @param relief closes those of them that hold most when all hold too much
 */
record GatewayLoop(
        EventBus bus,
        RetryingRequest requests,
        GatewayConfig settings,
        Permissions permissions,
        GatewayStats stats,
        Tracing tracing,
        FrameReader reader,
        FrameWriter writer,
        SessionRelief relief) {}
