/** Tests of the audit of routes, for the most part without a cluster. */
@NullMarked
package dev.echobus.cluster.route;

import org.jspecify.annotations.NullMarked;
