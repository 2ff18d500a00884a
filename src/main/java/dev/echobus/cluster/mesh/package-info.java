/**
 * The mesh probe: every node asks every other for echoes over TCP and over the bus, and tells what came of it. Knows
 * nothing of how a process became a member; asks only when it is asked to.
 */
@NullMarked
package dev.echobus.cluster.mesh;

import org.jspecify.annotations.NullMarked;
