/**
 * What a run is asked to do: target, sizes, framing, pace and times, and the bounds that everything in the generator keeps.
 * Immutable values, any thread. Uses no other room of the generator.
 */
@NullMarked
package dev.echobus.load.plan;

import org.jspecify.annotations.NullMarked;
