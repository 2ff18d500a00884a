/**
 * Traces by OpenTelemetry: spans of what passes over the bus, and their way to a collector. Every use of OpenTelemetry;
 * none of it is loaded by a node that is told of no collector.
 */
@NullMarked
package dev.echobus.trace;

import org.jspecify.annotations.NullMarked;
