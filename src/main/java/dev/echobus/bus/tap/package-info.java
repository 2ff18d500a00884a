/**
 * What passes over a node's event bus, address by address, while somebody asks. Hooked into Vert.x as its tracer: that
 * alone is told of every message with its outcome. With nobody asking, a message costs one look at an empty array.
 */
@NullMarked
package dev.echobus.bus.tap;

import org.jspecify.annotations.NullMarked;
