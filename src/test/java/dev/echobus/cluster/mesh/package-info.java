/** The mesh probe against real sockets and a real event bus. */
@NullMarked
package dev.echobus.cluster.mesh;

import org.jspecify.annotations.NullMarked;
