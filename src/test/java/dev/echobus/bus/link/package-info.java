/** Tests of the ways onto the bus that commands have. */
@NullMarked
package dev.echobus.bus.link;

import org.jspecify.annotations.NullMarked;
