/** Tests of the cluster's membership without a cluster. */
@NullMarked
package dev.echobus.cluster.port;

import org.jspecify.annotations.NullMarked;
