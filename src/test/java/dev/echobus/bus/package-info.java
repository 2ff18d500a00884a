/** Tests of the event-bus contract. */
@NullMarked
package dev.echobus.bus;

import org.jspecify.annotations.NullMarked;
