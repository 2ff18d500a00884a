/** A running node: builds Vert.x, deploys the verticles in order, drains and stops them in reverse. */
@NullMarked
package dev.echobus.runtime;

import org.jspecify.annotations.NullMarked;
