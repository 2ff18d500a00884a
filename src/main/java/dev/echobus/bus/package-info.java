/**
 * The event-bus contract: addresses, headers, failure codes, and the messages of its own. Everything that speaks on the
 * bus speaks through this room.
 */
@NullMarked
package dev.echobus.bus;

import org.jspecify.annotations.NullMarked;
