/**
 * The wire between members: what stands in the pipelines of the event bus's own connections, which Vert.x bounds in
 * nothing. Frames are followed before Vert.x gathers them; everything runs on the connections' event loops.
 */
@NullMarked
package dev.echobus.wire.bus;

import org.jspecify.annotations.NullMarked;
