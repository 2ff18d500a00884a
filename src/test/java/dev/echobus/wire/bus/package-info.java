/** What may pass on the connections of the event bus. */
@NullMarked
package dev.echobus.wire.bus;

import org.jspecify.annotations.NullMarked;
