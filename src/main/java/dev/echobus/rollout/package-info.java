/**
 * The rehearsal of a rollout: traffic of three kinds while nodes are replaced, and what it cost each of them. Connections
 * that stay open, connections made anew and requests on the bus suffer in different ways, so each has a verdict of its
 * own. Everything of one rehearsal lives on one event loop.
 */
@NullMarked
package dev.echobus.rollout;

import org.jspecify.annotations.NullMarked;
