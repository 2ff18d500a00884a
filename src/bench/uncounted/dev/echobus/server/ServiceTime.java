package dev.echobus.server;

import dev.echobus.metric.TimeHistogram;
import dev.echobus.wire.WireChannel;

/** In place of the service's own: looks at no clock and counts nothing, so that what that costs can be measured. */
final class ServiceTime {

    ServiceTime(TimeHistogram loop, WireChannel wire) {}

    void end() {}
}
