/**
 * The audit of routes, for any program with a clustered Vertx: whether each one sends to the consumers that there are, and
 * to no others. Knows nothing of the service.
 */
@NullMarked
package dev.echobus.cluster.route;

import org.jspecify.annotations.NullMarked;
