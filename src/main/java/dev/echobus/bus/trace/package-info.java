/**
 * What the rooms that carry requests tell of traces: where a piece of work begins, what it belongs to, and how it ended.
 * Knows no library that makes traces; off, it is one object that does nothing.
 */
@NullMarked
package dev.echobus.bus.trace;

import org.jspecify.annotations.NullMarked;
