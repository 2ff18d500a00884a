/** Tests of the taps on the bus. */
@NullMarked
package dev.echobus.bus.tap;

import org.jspecify.annotations.NullMarked;
